import request from 'supertest';

import { startStandIn } from '../../src/stand-in/stand-in.js';
import type { Operation } from '../../src/stand-in/stand-in.types.js';

import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import {
  ENDLESS_FAULTS,
  FAULTS,
  MAX_BODY,
  WORDS_OF_THE_UPSTREAM,
  type FaultCase,
} from '../support/upstream-fault-table.js';
import { startBabbler } from '../support/upstream-relay.js';
import {
  catalogLoaded,
  catalogStatus,
  listImages,
  passing,
  refreshAfter,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const OPERATIONS: readonly Operation[] = ['images', 'tokens'];
/** Longer than any cooldown. */
const COOL_MS = 11 * 60_000;
const PATIENT = {
  UPSTREAM_MAX_BODY: MAX_BODY,
  // waits between retries are moved on by the test, and must not end in a timeout
  UPSTREAM_TIMEOUT: '1h',
  CACHE_KEEP_WARM: 'false',
  CACHE_STALE_FOR: '720h',
};
const STATUSES: Readonly<Record<string, number>> = { UPSTREAM_TIMEOUT: 504 };

/** The answer to a caller without a catalogue. */
function expectProblem(answer: request.Response, { code }: FaultCase): void {
  expect(answer.status).toBe(STATUSES[code] ?? 502);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['retry-after']).toMatch(/^[1-9]\d{0,2}$/);
  expect(answer.body).toMatchObject({
    code,
    status: answer.status,
    requestId: answer.headers['x-request-id'],
  });
  expectNoWordOf(answer);
}

function expectNoWordOf(answer: request.Response): void {
  const said = answer.text + JSON.stringify(answer.headers);
  for (const word of WORDS_OF_THE_UPSTREAM) expect(said).not.toContain(word);
}

function expectCleanLog({ logs }: TestGateway): void {
  const written = JSON.stringify(logs);
  expect(written).toContain('refresh failed');
  for (const word of WORDS_OF_THE_UPSTREAM) expect(written).not.toContain(word);
}

/** After the upstream refused a token, a new one is asked for; so a fault of the token call is met in any state. */
function spoil({ upstream }: Rig, operation: Operation, { fault }: FaultCase): void {
  upstream.heal();
  if (operation === 'tokens') upstream.revokeTokens();
  upstream.fail(operation, fault);
  upstream.clearCalls();
}

describe.each(OPERATIONS)('without a catalogue, when the call for %s meets', (operation) => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig({
      env: PATIENT,
      before: (upstream) => upstream.fail(operation, { kind: 'status', status: 403 }),
    });
  });
  afterAll(() => rig.stop());

  it.each(FAULTS[operation])('$name, callers get $code after $calls calls', async (fault) => {
    const { upstream, clock } = rig;
    clock.advance(COOL_MS);
    spoil(rig, operation, fault);
    expectProblem(await passing(clock, listImages(rig)), fault);
    expect(upstream.count(operation)).toBe(fault.calls);
    upstream.clearCalls();
    expectProblem(await listImages(rig), fault);
    expect(upstream.calls).toEqual([]);
  });

  it('any of them, nothing of what the upstream said is in the log, and no call was one it must not get', () => {
    expectCleanLog(rig.gateway);
    expect(rig.upstream.violations).toEqual([]);
  });
});

describe.each(OPERATIONS)('with a catalogue, when the call for %s meets', (operation) => {
  let rig: Rig;
  let healthy: string;

  beforeAll(async () => {
    rig = await startRig({ env: PATIENT });
    await catalogLoaded(rig);
    healthy = (await listImages(rig)).text;
  });
  afterAll(() => rig.stop());

  /** Once it is stale, a caller is served the old list, and a refresh runs behind. */
  async function refreshBehindACaller(detail: string): Promise<void> {
    rig.clock.advance(COOL_MS);
    const served = refreshAfter(rig, async () => {
      const answer = await listImages(rig);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(healthy);
      expect(answer.headers['cache-status']).toMatch(new RegExp(`; detail=${detail}$`));
    });
    await passing(rig.clock, served);
  }

  it.each(FAULTS[operation])('$name, callers keep the old list', async (fault) => {
    spoil(rig, operation, fault);
    await refreshBehindACaller('stale-while-revalidate');
    expect(rig.upstream.count(operation)).toBe(fault.calls);
    rig.upstream.clearCalls();
    const stale = await listImages(rig);
    expect(stale.status).toBe(200);
    expect(stale.text).toBe(healthy);
    expect(stale.headers['cache-status']).toMatch(/^image-gateway; hit; ttl=-\d+; detail=stale-if-error$/);
    expectNoWordOf(stale);
    expect(await catalogStatus(rig)).toMatchObject({ state: 'stale', lastFailure: { class: fault.code } });
    expect(rig.upstream.calls).toEqual([]);
    rig.upstream.heal();
    await refreshBehindACaller('stale-if-error');
    expect(await catalogStatus(rig)).toMatchObject({ state: 'ok', lastFailure: null });
  });

  it('any of them, nothing of what the upstream said is in the log, and no call was one it must not get', () => {
    expectCleanLog(rig.gateway);
    expect(rig.upstream.violations).toEqual([]);
  });
});

/** On the clock of the machine, and each with a gateway of its own: all hang at the same time. */
describe.each(OPERATIONS)('when the call for %s does not end within UPSTREAM_TIMEOUT', (operation) => {
  const IMPATIENT = { UPSTREAM_TIMEOUT: '300ms', CACHE_KEEP_WARM: 'false', CACHE_FRESH_FOR: '1ms' };

  it.each(ENDLESS_FAULTS)('because of $name, callers without a catalogue get $code', async (fault) => {
    const upstream = await startStandIn();
    upstream.fail(operation, fault.fault);
    const gateway = await startGateway({ upstreamUrl: upstream.url, env: IMPATIENT });
    const asked = performance.now();
    expectProblem(await request(gateway.url).get('/v1/images'), fault);
    expect(performance.now() - asked).toBeLessThan(3_000);
    expect(upstream.count(operation)).toBe(1);
    expectProblem(await request(gateway.url).get('/v1/images'), fault);
    expect(upstream.count(operation)).toBe(1);
    expectCleanLog(gateway);
    await Promise.all([gateway.stop(), upstream.close()]);
  });

  it.each(ENDLESS_FAULTS)('because of $name, callers with a catalogue do not wait', async (fault) => {
    const upstream = await startStandIn();
    const gateway = await startGateway({ upstreamUrl: upstream.url, env: IMPATIENT });
    const list = () => request(gateway.url).get('/v1/images');
    // on a busy machine the first fetch itself can be too late; then there is a cooldown
    await eventually(list, ({ status }) => status === 200, 15_000);
    if (operation === 'tokens') upstream.revokeTokens();
    upstream.fail(operation, fault.fault);
    await eventually(list, ({ headers }) => /stale-if-error$/.test(headers['cache-status'] ?? ''));
    const status = await request(gateway.url).get('/v1/catalog');
    expect(status.body).toMatchObject({ sources: [{ state: 'stale', lastFailure: { class: fault.code } }] });
    expectCleanLog(gateway);
    await Promise.all([gateway.stop(), upstream.close()]);
  });
});

describe('when there is no such server', () => {
  async function expectFrom(upstreamUrl: string, code: FaultCase['code']): Promise<void> {
    const gateway = await startGateway({ upstreamUrl });
    expectProblem(await request(gateway.url).get('/v1/images'), { ...FAULTS.images[0]!, code });
    expectCleanLog(gateway);
    await gateway.stop();
  }

  it('callers get UPSTREAM_UNAVAILABLE if nothing listens there', async () => {
    const upstream = await startStandIn();
    await upstream.close();
    await expectFrom(upstream.url, 'UPSTREAM_UNAVAILABLE');
  });

  it.each([
    ['UPSTREAM_UNAVAILABLE', 'it hangs up without a word', ''],
    ['UPSTREAM_UNAVAILABLE', 'it hangs up among the headers', 'HTTP/1.1 200 OK\r\nx-note: words-of-the-upst'],
    ['UPSTREAM_INVALID', 'what it says is not HTTP', 'words-of-the-upstream\r\n\r\n'],
    ['UPSTREAM_INVALID', 'its headers never end', `HTTP/1.1 200 OK\r\nx-note: ${'w'.repeat(100_000)}`],
  ] as const)('callers get %s if %s', async (code, _reason, bytes) => {
    const babbler = await startBabbler(bytes);
    await expectFrom(babbler.url, code);
    await babbler.close();
  });
});
