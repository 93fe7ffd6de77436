import { ManualClock } from '../../test/support/manual-clock.js';
import { LocalCounter } from './local-counter.js';

let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
  jest.spyOn(Date, 'now').mockImplementation(() => clock.now());
});

afterEach(() => jest.restoreAllMocks());

async function used(counter: LocalCounter, key: string, count = 1): Promise<number> {
  return (await counter.add({ key, count })).used;
}

describe('a counter in memory', () => {
  it('begins a window with the first request, and the next when that has ended', async () => {
    const counter = new LocalCounter(60, clock);
    expect(await counter.add({ key: 'a', count: 3 })).toEqual({ used: 3, resetMs: 60_000 });
    clock.advance(59_999);
    expect(await counter.add({ key: 'a', count: 1 })).toEqual({ used: 4, resetMs: 1 });
    clock.advance(1);
    expect(await counter.add({ key: 'a', count: 1 })).toEqual({ used: 1, resetMs: 60_000 });
  });

  it('holds so many windows and no more: with further ones the oldest is forgotten', async () => {
    const counter = new LocalCounter(3_600, clock, 100);
    for (let caller = 0; caller < 1_000; caller++) await used(counter, `caller-${caller}`);
    expect(await used(counter, 'caller-999')).toBe(2);
    expect(await used(counter, 'caller-900')).toBe(2);
    expect(await used(counter, 'caller-899')).toBe(1);
    expect(await used(counter, 'caller-0')).toBe(1);
  });

  it('forgets no window of a caller because of an earlier one that has ended', async () => {
    const counter = new LocalCounter(60, clock, 100);
    await used(counter, 'steady');
    clock.advance(60_000);
    await used(counter, 'steady');
    for (let caller = 0; caller < 99; caller++) await used(counter, `caller-${caller}`);
    expect(await used(counter, 'steady')).toBe(2);
    await used(counter, 'caller-99');
    expect(await used(counter, 'steady')).toBe(1);
  });

  it('takes over what others have counted: more that is used, and an earlier end', async () => {
    const counter = new LocalCounter(60, clock);
    await used(counter, 'a', 2);
    await counter.agree('a', { used: 7, resetMs: 20_000 });
    expect(await counter.add({ key: 'a', count: 1 })).toEqual({ used: 8, resetMs: 20_000 });
    await counter.agree('a', { used: 1, resetMs: 50_000 });
    expect(await counter.add({ key: 'a', count: 1 })).toEqual({ used: 9, resetMs: 20_000 });
    clock.advance(20_000);
    expect(await used(counter, 'a')).toBe(1);
  });

  it('makes no window last for ever because of one that is just over', async () => {
    const counter = new LocalCounter(60, clock);
    await used(counter, 'a', 2);
    for (const resetMs of [0, -2]) await counter.agree('a', { used: 9, resetMs });
    clock.advance(60_000);
    await counter.agree('a', { used: 9, resetMs: 5_000 });
    expect(await used(counter, 'a')).toBe(1);
    clock.advance(60_000);
    expect(await used(counter, 'a')).toBe(1);
  });
});
