import { ManualClock } from '../../test/support/manual-clock.js';
import { CompressionQueue } from './compression-queue.js';

const BOUND_MS = 100;

let clock: ManualClock;
let queue: CompressionQueue;
let waiting: (() => void)[];

beforeEach(() => {
  clock = new ManualClock();
  queue = new CompressionQueue(clock, BOUND_MS);
  waiting = [];
});

function enter(): void {
  void queue.watch(new Promise<void>((resolve) => waiting.push(resolve)));
}

/** The oldest comes out. */
async function leave(): Promise<void> {
  waiting.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
}

/** One comes and one goes every 10 ms, behind this many others. */
async function work(ms: number, behind: number): Promise<boolean[]> {
  const late: boolean[] = [];
  while (waiting.length < behind) enter();
  for (let passed = 0; passed < ms; passed += 10) {
    late.push(queue.isLate());
    enter();
    clock.advance(10);
    await leave();
  }
  return late;
}

describe('answers that are to be compressed', () => {
  it('are not late while nothing is', () => {
    expect(queue.isLate()).toBe(false);
  });

  it('are not late while they wait for less than the bound, for however long', async () => {
    expect(await work(5_000, 9)).not.toContain(true);
  });

  it('are late when for half a second all had waited longer', async () => {
    const late = await work(2_000, 30);
    expect(late.indexOf(true) * 10).toBeGreaterThanOrEqual(500);
    expect(late.indexOf(true) * 10).toBeLessThanOrEqual(1_000);
    expect(late.at(-1)).toBe(true);
  });

  it('of a burst that is worked off are not late', async () => {
    for (let count = 0; count < 40; count++) enter();
    for (let count = 0; count < 40; count++) {
      expect(queue.isLate()).toBe(false);
      clock.advance(10);
      await leave();
    }
  });

  it('are taken again as soon as the oldest waits for less, and are late at once when it does not', async () => {
    await work(2_000, 30);
    expect(queue.isLate()).toBe(true);
    while (waiting.length > 0) await leave();
    expect(queue.isLate()).toBe(false);
    enter();
    clock.advance(BOUND_MS + 10);
    expect(queue.isLate()).toBe(true);
  });

  it('are not late because of work that failed', async () => {
    await expect(queue.watch(Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    clock.advance(10_000);
    expect(queue.isLate()).toBe(false);
  });
});
