import { EVERYTHING, View } from '../domain/view.js';
import { viewFromClaims } from './view-claims.js';

describe('what a token lets its bearer see', () => {
  it('is everything without claims about it', () => {
    expect(viewFromClaims({})).toBe(EVERYTHING);
    expect(viewFromClaims({ scope: 'images:read', sub: 'x', Sources: ['a'] })).toBe(EVERYTHING);
  });

  it.each([
    [{ sources: ['b', 'a'] }, { sources: ['a', 'b'], visibility: null }],
    [{ sources: 'b a' }, { sources: ['a', 'b'], visibility: null }],
    [{ sources: ' a  b ' }, { sources: ['a', 'b'], visibility: null }],
    [{ visibility: 'public' }, { sources: null, visibility: ['public'] }],
    [
      { sources: 'a', visibility: ['public', 'shared'] },
      { sources: ['a'], visibility: ['public', 'shared'] },
    ],
  ])('is what its claims say: %j', (claims, restrictions) => {
    expect(viewFromClaims(claims)).toBe(View.of(restrictions));
  });

  it.each([
    [null],
    [''],
    [' '],
    [[]],
    [0],
    [false],
    [true],
    [{}],
    [{ 0: 'a' }],
    [['a', null]],
    [['a', ['b']]],
    [['a b']],
    ['a,b'],
    ['a\tb'],
    ['*'],
    [['x'.repeat(65)]],
    [Array.from({ length: 101 }, () => 'a')],
    ['a '.repeat(101)],
  ])('is not known where a claim is %j', (value) => {
    expect(viewFromClaims({ sources: value })).toBeUndefined();
    expect(viewFromClaims({ visibility: value, sources: ['a'] })).toBeUndefined();
  });

  it('is not known where visibility is not in lower case', () => {
    expect(viewFromClaims({ visibility: 'Public' })).toBeUndefined();
  });
});
