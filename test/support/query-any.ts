import fc from 'fast-check';

import { ILL_FORMED, JUST_RIGHT, LONGEST, OUT_OF_BOUNDS, RIGHT_VALUES } from './query-faults.js';

const NAMES = [...Object.keys(RIGHT_VALUES), 'cursor', '__proto__', 'constructor', 'x'];
const PIECES = '% %0 %00 %FF = & + , : - # ? ; 0 9 GiB T Z "'.split(' ');

/** Parts of a query string, `name=value`, in which names and values are anything at all. */
export function anyParts(): fc.Arbitrary<string> {
  const text = fc
    .array(fc.oneof(fc.constantFrom(...PIECES, ...Object.values(RIGHT_VALUES)), fc.string()))
    .map((all) => encodeURI(all.join('')).replaceAll('%25', '%'));
  return fc.tuple(fc.oneof(fc.constantFrom(...NAMES), text), text).map((both) => both.join('='));
}

/** Query strings of which many are right and many are nearly so: edges, repeats, pairs, strangers, broken escapes. */
export function nearlyRightQueries(): fc.Arbitrary<string> {
  const right = fc.constantFrom(...Object.entries(RIGHT_VALUES).map((pair) => pair.join('=')));
  const odd = fc.oneof(
    fc.constantFrom(...[JUST_RIGHT, ILL_FORMED, OUT_OF_BOUNDS].flatMap(partsOf)),
    fc.constantFrom(
      ...LONGEST.flatMap(([name, most]) => [most, most + 1].map((n) => `${name}=${'x'.repeat(n)}`)),
    ),
    fc.constantFrom(
      'cursor=x',
      'sort=name,,status',
      'sort=-name,name',
      'fields=id,bogus',
      'q=a+b+c+d+e+f+g+h+i',
    ),
    fc.constantFrom('__proto__=1', 'constructor=1', 'x=1', 'name=%', 'name=%FF', 'tag=', 'tag=%00', 'tag=+'),
    anyParts(),
  );
  const parts = fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: odd });
  return fc.array(parts, { maxLength: 8 }).map((all) => all.join('&'));
}

function partsOf(table: readonly (readonly [parameter: string, values: readonly string[]])[]): string[] {
  return table.flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
}
