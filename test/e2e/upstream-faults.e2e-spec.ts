import type request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import type { Operation } from '../../src/stand-in/stand-in.types.js';

import {
  badMinute,
  callsFor,
  lastCooldownMs,
  expectCooldowns,
  failure,
  Operator,
} from '../support/upstream-bad-minute.js';
import { WORDS_OF_THE_UPSTREAM, type FaultCase } from '../support/upstream-fault-rows.js';
import { FAULTS, MAX_BODY } from '../support/upstream-fault-table.js';
import {
  catalogLoaded,
  catalogStatus,
  passing,
  refreshAfter,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const OPERATIONS: readonly Operation[] = ['images', 'tokens'];
const OTHER_IMAGES = generateImages(31, 7);
const OTHER_IDS = OTHER_IMAGES.map(({ id }) => id).sort();
const FRESH_S = 2;
/** The timer begins the next refresh then. */
const REFRESH_MS = 1_800;
/** From there the list gets stale, long before the cooldown is over. */
const STALE_MS = 300;
/** 0, 4, 12, 28 and 60 s after the first: no cooldown can be shorter. */
const REFRESHES_A_MINUTE = 5;

const operator = new Operator();
let rig: Rig;
afterEach(() => rig.stop());
afterAll(() => operator.discard());

/** The waits between retries are moved on by the test, and must not end in a timeout where none is meant. */
function settings({ endless }: FaultCase): Record<string, string> {
  return { ...operator.env, UPSTREAM_MAX_BODY: MAX_BODY, UPSTREAM_TIMEOUT: endless ? '10s' : '1h' };
}

function expectNoWordOf(answer: request.Response): void {
  const said = answer.text + JSON.stringify(answer.headers);
  for (const word of WORDS_OF_THE_UPSTREAM) expect(said).not.toContain(word);
}

function expectCleanLog(): void {
  const written = JSON.stringify(rig.gateway.logs);
  expect(written).toContain('refresh failed');
  for (const word of WORDS_OF_THE_UPSTREAM) expect(written).not.toContain(word);
}

function expectFewCalls(operation: Operation, refreshes: number, fault: FaultCase): void {
  expect(refreshes).toBeLessThanOrEqual(REFRESHES_A_MINUTE);
  expect(rig.upstream.count(operation)).toBe(refreshes * fault.calls);
  expectCooldowns(rig, fault.name.includes('Retry-After'));
  expect(rig.upstream.violations).toEqual([]);
}

describe.each(OPERATIONS)('without a catalogue, when the call for %s meets', (operation) => {
  function expectProblem(answer: request.Response, { code }: FaultCase): void {
    expect(answer.status).toBe(code === 'UPSTREAM_TIMEOUT' ? 504 : 502);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/);
    expect(answer.headers['cache-control']).toBe('no-store');
    const retryAfter = answer.headers['retry-after'];
    expect(retryAfter).toMatch(/^[1-9]\d{0,2}$/);
    expect(Number(retryAfter)).toBeLessThanOrEqual(Math.ceil(lastCooldownMs(rig) / 1_000));
    const requestId = answer.headers['x-request-id'];
    expect(answer.body).toMatchObject({ code, status: answer.status, requestId });
    expectNoWordOf(answer);
  }

  it.each(FAULTS[operation])('$stage: $name, callers get $code until it is over', async (fault) => {
    rig = await startRig({
      env: settings(fault),
      before: (upstream) => upstream.fail(operation, fault.fault),
    });
    const crowd = async (): Promise<void> =>
      (await operator.crowd(rig)).forEach((answer) => expectProblem(answer, fault));
    const first = crowd();
    await callsFor(rig, operation).begun(0);
    await passing(rig.clock, Promise.all([first, failure(rig)]));
    // without a catalogue every caller waits for the upstream, so that this is where it matters most
    const isLong = operation === 'images' || fault.isFirst;
    expectFewCalls(operation, isLong ? await badMinute(rig, callsFor(rig, operation), crowd) : 1, fault);
    expectCleanLog();
    rig.upstream.images = OTHER_IMAGES;
    rig.upstream.heal();
    rig.clock.advance(lastCooldownMs(rig));
    expect((await operator.list(rig)).status).toBe(200);
    expect(await operator.ids(rig)).toEqual(OTHER_IDS);
  });
});

describe.each(OPERATIONS)('with a catalogue, when the call for %s meets', (operation) => {
  async function expectOldList(text: string): Promise<void> {
    const from = Math.floor(rig.clock.monotonic() / 1_000);
    const answers = await operator.crowd(rig);
    const to = Math.floor(rig.clock.monotonic() / 1_000);
    for (const answer of answers) {
      expect([answer.status, answer.text]).toEqual([200, text]);
      const age = Number(answer.headers['age']);
      expect(age).toBeGreaterThanOrEqual(from);
      expect(age).toBeLessThanOrEqual(to);
      const state = age < FRESH_S ? '$' : '; detail=stale-(if-error|while-revalidate)$';
      expect(answer.headers['cache-status']).toMatch(new RegExp(`^image-gateway; hit; ttl=-?\\d+${state}`));
      expectNoWordOf(answer);
    }
  }

  it.each(FAULTS[operation])('$stage: $name, callers keep the old list', async (fault) => {
    rig = await startRig({ env: { ...settings(fault), CACHE_FRESH_FOR: `${FRESH_S}s` } });
    await catalogLoaded(rig);
    const { text } = await operator.list(rig);
    if (operation === 'tokens') rig.upstream.revokeTokens();
    rig.upstream.fail(operation, fault.fault);
    rig.upstream.clearCalls();
    rig.clock.advance(REFRESH_MS);
    await callsFor(rig, operation).begun(0);
    await passing(rig.clock, Promise.all([expectOldList(text), failure(rig)]));
    const crowd = (): Promise<void> => expectOldList(text);
    expectFewCalls(
      operation,
      fault.isFirst ? await badMinute(rig, callsFor(rig, operation), crowd) : 1,
      fault,
    );
    rig.clock.advance(STALE_MS);
    expect((await operator.list(rig)).headers['cache-status']).toMatch(/; detail=stale-if-error$/);
    expect(await catalogStatus(rig, operator.headers)).toMatchObject({
      state: 'stale',
      lastFailure: { class: fault.code },
    });
    expectCleanLog();
    rig.upstream.images = OTHER_IMAGES;
    rig.upstream.heal();
    const forced = refreshAfter(rig, () => operator.refresh(rig));
    expect(await forced).toBe('changed');
    expect(await operator.ids(rig)).toEqual(OTHER_IDS);
    expect(await catalogStatus(rig, operator.headers)).toMatchObject({ state: 'ok', lastFailure: null });
  });
});
