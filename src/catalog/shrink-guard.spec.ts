import { ShrinkGuard } from './shrink-guard.js';

let guard: ShrinkGuard;
beforeEach(() => (guard = new ShrinkGuard()));

describe('a listing', () => {
  it.each([
    [20, 9],
    [20, 0],
    [21, 10],
    [1_000, 499],
  ])('is doubted where a catalogue of %i would shrink to %i', (current, listed) => {
    expect(guard.doubts(current, listed)).toBe(true);
  });

  it.each([
    [0, 0],
    [0, 7],
    [1, 0],
    [19, 0],
    [20, 10],
    [21, 11],
    [1_000, 500],
    [1_000, 1_000],
    [20, 2_000],
  ])('is believed where a catalogue of %i would become one of %i', (current, listed) => {
    expect(guard.doubts(current, listed)).toBe(false);
  });

  it('is believed when the one before it was doubted for the same', () => {
    expect([40, 7, 7].map(() => guard.doubts(40, 7))).toEqual([true, false, true]);
  });

  it('is believed as the second of two that differ in how little they hold', () => {
    expect([guard.doubts(40, 7), guard.doubts(40, 0)]).toEqual([true, false]);
  });

  it('is doubted again when the one before it took the doubt away', () => {
    expect([guard.doubts(40, 7), guard.doubts(40, 40), guard.doubts(40, 7)]).toEqual([true, false, true]);
  });
});
