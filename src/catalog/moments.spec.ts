import { isMoment, pastMoment } from './moments.js';

it.each([0, 1_767_578_400_000, 8_640_000_000_000_000])('%d is a moment, and a date', (moment) => {
  expect(isMoment(moment)).toBe(true);
  expect(() => new Date(moment).toISOString()).not.toThrow();
});

it.each([-1, 0.5, 8_640_000_000_000_001, Number.MAX_SAFE_INTEGER, Infinity, NaN, '0', null, undefined])(
  '%p is no moment',
  (value) => expect(isMoment(value)).toBe(false),
);

it('is not believed of the past that it is later than now, but for a minute', () => {
  expect(pastMoment(1_000, 5_000)).toBe(1_000);
  expect(pastMoment(65_000, 5_000)).toBe(65_000);
  expect(pastMoment(65_001, 5_000)).toBe(5_000);
});
