import { indexesOf } from '../../test/support/a-snapshot.js';
import { anImage } from '../../test/support/query-image.js';
import type { ImageFilters } from './image-query.js';
import { usableImages } from './usable-images.js';
import { visibleImages } from './visible-images.js';
import { View } from '../domain/view.js';

const NOTHING_ASKED: ImageFilters = { words: [], anyOf: new Map(), tags: [], properties: [], ranges: [] };
const ACTIVE_ASKED: ImageFilters = { ...NOTHING_ASKED, anyOf: new Map([['status', ['active']]]) };

/** Whether an active image with this text as its deprecation date can be used, in a list that was last changed then. */
function isUsable(text: string, lastChange: string, filters = NOTHING_ASKED): boolean {
  const moment = '2020-01-01T00:00:00.000Z';
  const indexes = indexesOf([
    anImage('a', { properties: { deprecate_date: text }, createdAt: moment, updatedAt: moment }),
    anImage('b', { status: 'queued', createdAt: null, updatedAt: lastChange }),
  ]);
  return usableImages(indexes, undefined, filters).has(0);
}

describe('an active image can be used', () => {
  it.each([
    ['null', '2026-03-10T00:00:00.000Z', true],
    ['', '2026-03-10T00:00:00.000Z', true],
    ['soon', '2026-03-10T00:00:00.000Z', true],
    ['2025-02-29', '2026-03-10T00:00:00.000Z', true],
    ['2026.03.10', '2026-03-10T23:59:59.999Z', true],
    ['2026.03.10', '2026-03-11T00:00:00.000Z', false],
    ['2026-03-10', '2026-03-11T00:00:00.000Z', false],
    ['2026-03-10T09:00:00+09:00', '2026-03-09T23:59:59.999Z', true],
    ['2026-03-10T09:00:00+09:00', '2026-03-10T00:00:00.000Z', false],
    ['2019-12-31', '2019-01-01T00:00:00.000Z', false],
  ])('with the deprecation date %p in a list of %p: %p', (text, lastChange, expected) => {
    expect(isUsable(text, lastChange)).toBe(expected);
    expect(isUsable(text, lastChange, ACTIVE_ASKED)).toBe(true);
  });

  it('as far as its viewer can tell: what is hidden moves no date', () => {
    const moment = '2020-01-01T00:00:00.000Z';
    const indexes = indexesOf([
      anImage('a', { properties: { deprecate_date: '2021-01-01' }, createdAt: moment, updatedAt: moment }),
      anImage('b', { visibility: 'public', updatedAt: '2026-01-01T00:00:00.000Z' }),
    ]);
    const hidden = visibleImages(indexes, View.of({ sources: null, visibility: ['private'] }));
    expect(usableImages(indexes, hidden, NOTHING_ASKED).members()).toEqual([0]);
    expect(usableImages(indexes, undefined, NOTHING_ASKED).members()).toEqual([1]);
  });

  it('whenever no image has a moment to compare with', () => {
    const indexes = indexesOf([
      anImage('a', { properties: { deprecate_date: '2021-01-01' }, createdAt: null, updatedAt: null }),
    ]);
    expect(usableImages(indexes, undefined, NOTHING_ASKED).members()).toEqual([0]);
  });

  it('and no image of another status, whatever is asked', () => {
    const indexes = indexesOf([anImage('a', { status: 'queued' })]);
    const filters: ImageFilters = { ...NOTHING_ASKED, anyOf: new Map([['status', ['queued']]]) };
    expect(usableImages(indexes, undefined, filters).members()).toEqual([]);
  });
});
