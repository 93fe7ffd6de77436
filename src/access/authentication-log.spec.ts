import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { AuthenticationLog } from './authentication-log.js';
import type { Failure } from './failure.js';

const CALL = { requestId: 'r', address: '10.0.0.1', method: 'GET', route: '/v1/images' };
const MISSING: Failure = { credential: 'none', reason: 'missing' };
const UNKNOWN: Failure = { credential: 'api-key', reason: 'unknown' };

const clock = new ManualClock();
let lines: Record<string, unknown>[] = [];
let metrics = new Metrics(() => 0);
let log = new AuthenticationLog(logOf(), metrics.access, clock);

beforeEach(() => {
  lines = [];
  metrics = new Metrics(() => 0);
  log = new AuthenticationLog(logOf(), metrics.access, clock);
});

function logOf(): Log {
  const write = (line: unknown): void => {
    const fields = JSON.parse(String(line)) as Record<string, unknown>;
    delete fields['time'];
    delete fields['level'];
    lines.push(fields);
  };
  return new Log('warn', (text) => text, { write });
}

function fail(failure: Failure, times: number): void {
  for (let time = 0; time < times; time++) log.failed(failure, CALL);
}

describe('AuthenticationLog', () => {
  it('writes one line for each failure', () => {
    log.failed({ credential: 'api-key', reason: 'expired', client: 'team-a' }, CALL);
    log.failed(MISSING, { ...CALL, address: undefined, route: 'unrouted' });
    const msg = 'authentication failed';
    expect(lines).toEqual([
      { ...CALL, credential: 'api-key', reason: 'expired', client: 'team-a', msg },
      { requestId: 'r', method: 'GET', route: 'unrouted', credential: 'none', reason: 'missing', msg },
    ]);
  });

  it('writes ten lines in a second, and one that counts the rest by reason', () => {
    fail(UNKNOWN, 8);
    fail(MISSING, 1_000);
    fail(UNKNOWN, 5);
    expect(lines).toHaveLength(10);
    clock.advance(1_000);
    expect(lines.slice(10)).toEqual([
      {
        count: 1_003,
        reasons: { 'none missing': 998, 'api-key unknown': 5 },
        msg: 'further authentications failed',
      },
    ]);
  });

  it('begins anew after that second, and says nothing while nothing fails', () => {
    fail(UNKNOWN, 11);
    clock.advance(60_000);
    expect(lines).toHaveLength(11);
    fail(UNKNOWN, 10);
    clock.advance(60_000);
    expect(lines).toHaveLength(21);
  });

  it('counts all of them in a metric', async () => {
    fail(UNKNOWN, 500);
    fail(MISSING, 3);
    const { body } = await metrics.render();
    const name = 'gateway_authentication_failures_total';
    expect(body).toContain(`${name}{credential="api-key",reason="unknown"} 500`);
    expect(body).toContain(`${name}{credential="none",reason="missing"} 3`);
  });
});
