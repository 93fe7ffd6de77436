import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { AuthenticationLog } from './authentication-log.js';
import type { Failure } from './failure.js';

const CALL = { requestId: 'r', address: '10.0.0.1', method: 'GET', route: '/v1/images' };
const MISSING: Failure = { credential: 'none', reason: 'missing' };
const UNKNOWN: Failure = { credential: 'api-key', reason: 'unknown' };

let lines: Record<string, unknown>[] = [];
let metrics = new Metrics(() => 0);
let log = new AuthenticationLog(logOf(), metrics.access);

beforeEach(() => {
  lines = [];
  metrics = new Metrics(() => 0);
  log = new AuthenticationLog(logOf(), metrics.access);
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

  it('counts all of them in a metric', async () => {
    fail(UNKNOWN, 500);
    fail(MISSING, 3);
    const { body } = await metrics.render();
    const name = 'gateway_authentication_failures_total';
    expect(body).toContain(`${name}{credential="api-key",reason="unknown"} 500`);
    expect(body).toContain(`${name}{credential="none",reason="missing"} 3`);
  });
});
