import fc from 'fast-check';

import { EVERYTHING, SOURCES_RESTRICTION, View, VISIBILITY_RESTRICTION } from './view.js';

const someIds = fc.array(fc.constantFrom('a', 'b', 'KR1', 'a,b', 'a;visibility=a', '%', 'x=y'), {
  minLength: 1,
  maxLength: 4,
});
const restrictions = fc.record({
  sources: fc.option(someIds, { nil: null }),
  visibility: fc.option(someIds, { nil: null }),
});

describe('a view', () => {
  it('is one and the same for the same restrictions, whatever their order', () => {
    const view = View.of({ sources: ['b', 'a', 'b'], visibility: ['public'] });
    expect(view).toMatchObject({ key: 'sources=a,b;visibility=public', sources: ['a', 'b'] });
    expect(View.of({ sources: ['a', 'b'], visibility: ['public', 'public'] })).toBe(view);
  });

  it('has a key that no other view has', () => {
    const contentOf = ({ sources, visibility }: View): string => JSON.stringify([sources, visibility]);
    fc.assert(
      fc.property(restrictions, restrictions, (one, other) => {
        const [a, b] = [View.of(one), View.of(other)];
        expect(a.key === b.key).toBe(contentOf(a) === contentOf(b));
      }),
    );
  });

  it('of everything is the only one without restrictions, and has no key', () => {
    expect(View.of({ sources: null, visibility: null })).toBe(EVERYTHING);
    expect(EVERYTHING).toMatchObject({ key: '', sources: null, visibility: null });
    expect(View.of({ sources: [], visibility: null })).not.toBe(EVERYTHING);
  });

  it('has the sources that it names, or all', () => {
    const view = View.of({ sources: ['a'], visibility: null });
    expect([view.hasSource('a'), view.hasSource('A'), view.hasSource('b')]).toEqual([true, false, false]);
    expect(View.of({ sources: null, visibility: ['public'] }).hasSource('b')).toBe(true);
    expect(View.of({ sources: [], visibility: null }).hasSource('b')).toBe(false);
  });

  it('is itself again after more views than are known', () => {
    const first = View.of({ sources: ['first'], visibility: null });
    for (let at = 0; at < 2_500; at++) View.of({ sources: [`s${at}`], visibility: null });
    expect(View.of({ sources: ['first'], visibility: null })).toEqual(first);
    expect(View.of({ sources: null, visibility: null })).toBe(EVERYTHING);
  });
});

describe('a restriction, as it is written,', () => {
  it('is a list of texts of its form', () => {
    expect(SOURCES_RESTRICTION.read(['default', 'kr_1-A'])).toEqual(['default', 'kr_1-A']);
    expect(VISIBILITY_RESTRICTION.read(['public', 'shared'])).toEqual(['public', 'shared']);
    expect(SOURCES_RESTRICTION.read(Array.from({ length: 100 }, () => 'x'))).toHaveLength(100);
  });

  it.each([
    [undefined],
    [null],
    [''],
    ['default'],
    [[]],
    [{}],
    [{ 0: 'default', length: 1 }],
    [['default', '']],
    [['default', null]],
    [['default', 1]],
    [[['default']]],
    [['a b']],
    [['default\n']],
    [['x'.repeat(65)]],
    [Array.from({ length: 101 }, () => 'x')],
  ])('is not %j', (value) => {
    expect(SOURCES_RESTRICTION.read(value)).toBeUndefined();
    expect(VISIBILITY_RESTRICTION.read(value)).toBeUndefined();
  });

  it('of visibility is in lower case', () => {
    expect(VISIBILITY_RESTRICTION.read(['Public'])).toBeUndefined();
  });
});
