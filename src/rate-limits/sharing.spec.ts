import { ManualClock } from '../../test/support/manual-clock.js';
import type { SharedCounter, Tally } from './shared-counter.port.js';
import { Sharing, type SharingChange } from './sharing.js';

const USE = { key: 'a', count: 1 };
const TALLY: Tally = { used: 1, resetMs: 60_000 };

let clock: ManualClock;
let changes: SharingChange[];
/** Uses that the counter was asked to count, and how each is answered. */
let asked: { answer: (tallies: readonly Tally[]) => void; fail: (error: Error) => void }[];
let sharing: Sharing;

beforeEach(() => {
  clock = new ManualClock();
  changes = [];
  asked = [];
  const counter: SharedCounter = {
    add: () => new Promise((answer, fail) => void asked.push({ answer, fail })),
  };
  sharing = new Sharing(counter, 50, clock, (change) => changes.push(change));
});

function add(): Promise<readonly Tally[] | undefined> {
  return sharing.add('requests', [USE]);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

it('passes on what is answered in time', async () => {
  const answer = add();
  clock.advance(49);
  asked[0]!.answer([TALLY]);
  expect(await answer).toEqual([TALLY]);
  expect([sharing.isUp, changes]).toEqual([true, []]);
});

it('does without what takes too long, and says so once for all that wait', async () => {
  const answers = [add(), add(), add()];
  clock.advance(50);
  expect(await Promise.all(answers)).toEqual([undefined, undefined, undefined]);
  expect([sharing.isUp, changes]).toEqual([false, [{ isUp: false, reason: 'no answer within 50 ms' }]]);
  asked[0]!.answer([TALLY]);
  await turn();
  expect(sharing.isUp).toBe(false);
});

it('takes an answer that lay there while the process was too busy to read it', async () => {
  const answer = add();
  clock.advance(400);
  asked[0]!.answer([TALLY]);
  expect(await answer).toEqual([TALLY]);
  expect(sharing.isUp).toBe(true);
});

it('tries again after a pause that doubles, one use at a time, and goes on when that was quick', async () => {
  const answer = add();
  asked[0]!.fail(new Error('ECONNRESET'));
  expect(await answer).toBeUndefined();
  expect(changes).toEqual([{ isUp: false, reason: 'ECONNRESET' }]);
  for (const pause of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    const before = asked.length;
    clock.advance(pause - 1);
    sharing.tryAgain('requests', USE);
    expect(asked).toHaveLength(before);
    clock.advance(1);
    for (let time = 0; time < 3; time++) sharing.tryAgain('requests', USE);
    expect(asked).toHaveLength(before + 1);
    asked.at(-1)!.fail(new Error('ECONNREFUSED'));
    await turn();
  }
  clock.advance(10_000);
  sharing.tryAgain('requests', USE);
  asked.at(-1)!.answer([TALLY]);
  await turn();
  expect([sharing.isUp, changes.slice(1)]).toEqual([true, [{ isUp: true }]]);
});

it('waits longer before the next try while failures come again soon', async () => {
  const failOnce = async (): Promise<void> => {
    const answer = add();
    asked.at(-1)!.fail(new Error('slow'));
    await answer;
  };
  const triesAfter = async (ms: number): Promise<boolean> => {
    const before = asked.length;
    clock.advance(ms);
    sharing.tryAgain('requests', USE);
    if (asked.length === before) return false;
    asked.at(-1)!.answer([TALLY]);
    await turn();
    return true;
  };
  await failOnce();
  expect(await triesAfter(500)).toBe(true);
  await failOnce();
  expect([await triesAfter(999), await triesAfter(1)]).toEqual([false, true]);
  clock.advance(60_001);
  await failOnce();
  expect(await triesAfter(500)).toBe(true);
});
