import { ManualClock } from '../../test/support/manual-clock.js';
import { LoopDelay } from './loop-delay.js';

const BOUND_MS = 50;

let clock: ManualClock;
let delay: LoopDelay;
let round: number;
let waits: number[];

beforeEach(() => {
  clock = new ManualClock();
  waits = [];
  round = 0;
  const parts = { clock, boundMs: BOUND_MS, round: () => round, ended: (ms: number) => waits.push(ms) };
  delay = new LoopDelay(parts);
});

/** A round of the event loop with this many requests, each of which takes so long. @returns how many were late */
function roundOf(requests: number, ms: number): number {
  round++;
  let late = 0;
  for (let request = 0; request < requests; request++) {
    if (delay.isLate()) late++;
    else clock.advance(ms);
  }
  return late;
}

/** A turn of the event loop, of one round. */
async function turn(requests: number, ms: number): Promise<number> {
  const late = roundOf(requests, ms);
  await new Promise((resolve) => setImmediate(resolve));
  return late;
}

/** Turns one after the other, without a pause. */
async function turns(count: number, requests: number, ms: number): Promise<number[]> {
  const late = [];
  for (let at = 0; at < count; at++) late.push(await turn(requests, ms));
  return late;
}

describe('requests', () => {
  it('are not late while turns are short, however many there are of them', async () => {
    expect(await turns(100, 11, 5)).toEqual(Array(100).fill(0));
    expect(waits[0]).toBe(50);
  });

  it('of a burst are not late, unless it is one of more than half a second', async () => {
    expect(await turn(100, 5)).toBe(0);
    clock.advance(1_000);
    expect(await turn(100, 5)).toBe(0);
    clock.advance(1_000);
    expect(await turn(1_000, 5)).toBe(900);
  });

  it('are not late after one long block, whatever it was', async () => {
    await turn(1, 3_000);
    expect(await turns(20, 10, 4)).toEqual(Array(20).fill(0));
  });

  it('of regular bursts are not late, if the loop has nothing to do between them', async () => {
    for (let burst = 0; burst < 20; burst++) {
      expect(await turn(40, 5)).toBe(0);
      clock.advance(100);
    }
  });

  it('are late, those that waited for longer than the bound, after half a second of long turns', async () => {
    // 200 ms each
    expect(await turns(6, 40, 5)).toEqual([0, 0, 20, 29, 29, 29]);
    expect(waits.at(-1)).toBe(55);
  });

  it('are not late that are the first of a turn, however long each takes', async () => {
    await turns(2, 2, 400);
    expect(await turns(4, 2, 400)).toEqual([1, 1, 1, 1]);
    expect(await turns(4, 1, 400)).toEqual([0, 0, 0, 0]);
  });

  it('are late for as long as there are too many of them, and then no longer', async () => {
    await turns(4, 40, 5);
    for (const late of await turns(100, 40, 5)) expect(late).toBe(29);
    expect(await turns(20, 10, 5)).toEqual(Array(20).fill(0));
    // what had been standing is forgotten: a burst is a burst again
    expect(await turn(90, 5)).toBe(0);
  });

  it('are late again at once when they come back within half a second', async () => {
    await turns(4, 40, 5);
    await turns(5, 10, 5);
    expect(await turn(40, 5)).toBe(29);
  });

  it('are the same in rounds that the loop takes one after the other without turning', () => {
    const late = [1, 2, 3, 4, 5, 6].map(() => roundOf(40, 5));
    expect(late).toEqual([0, 0, 20, 29, 29, 29]);
    expect([1, 2, 3, 4].map(() => roundOf(10, 5))).toEqual([0, 0, 0, 0]);
  });
});
