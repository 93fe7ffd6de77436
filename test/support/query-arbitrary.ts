import fc from 'fast-check';

import type { QueryParameters, ServedImage } from './reference-filter.js';

type Parameter = readonly [name: string, values: readonly string[]];

/** What can be sorted by. */
export const SORTABLE = [
  'name',
  'createdAt',
  'updatedAt',
  'sizeBytes',
  'status',
  'minDiskBytes',
  'minRamBytes',
  'osDistro',
  'osVersion',
] as const;

/** Valid queries over every parameter, with values that mostly occur in these images. */
export function queries(images: readonly ServedImage[]): fc.Arbitrary<QueryParameters> {
  const filters = fc.uniqueArray(fc.oneof(...filterArbitraries(images)), {
    maxLength: 4,
    // the two of a pair stand for one filter
    selector: ([[name]]) => name.replace(/Min|Max|Since|Before/, ''),
    size: 'max',
  });
  const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const others = fc.tuple(
    sometimes(sorts().map((sort): Parameter => ['sort', [sort]])),
    sometimes(fc.oneof(integers(1, 20), integers(1, 200)).map((limit): Parameter => ['limit', [limit]])),
    fc.option(
      integers(0, 120).map((offset): Parameter => ['offset', [offset]]),
      { freq: 1, nil: undefined },
    ),
    fc.option(
      fieldLists(images).map((fields): Parameter => ['fields', [fields]]),
      { nil: undefined },
    ),
  );
  return fc
    .tuple(filters, others)
    .map(([chosen, rest]) =>
      [...chosen.flat(), ...rest.filter((parameter) => parameter !== undefined)].flatMap(([name, values]) =>
        values.map((value) => [name, value] as const),
      ),
    );
}

/** Each gives one parameter, or the two of a pair. */
function filterArbitraries(
  images: readonly ServedImage[],
): fc.Arbitrary<readonly [Parameter, ...Parameter[]]>[] {
  const held = (field: keyof ServedImage): fc.Arbitrary<string> => {
    const texts = images.map((image) => image[field]).filter((value) => typeof value === 'string');
    return fc.constantFrom(...new Set(texts.filter((text) => text.trim() !== '' && [...text].length <= 64)));
  };
  const any = (name: string, value: fc.Arbitrary<string>, max = 3) =>
    fc.array(value, { minLength: 1, maxLength: max }).map((values): [Parameter] => [[name, values]]);
  const one = (name: string, value: fc.Arbitrary<string>) => any(name, value, 1);
  const names = fc.constantFrom(...images.map(({ name }) => name ?? '').filter(isNameable));
  const words = fc.oneof(names, held('osDistro'), held('osVersion'), held('family'), held('id')).chain(parts);
  return [
    any('id', cased(fc.oneof(fc.constantFrom(...images.map(({ id }) => id)), fc.constant('none'))), 60),
    any('name', names, 20),
    one('nameContains', cased(names.chain(parts))),
    one(
      'q',
      fc
        .array(cased(words), { minLength: 1, maxLength: 2 })
        .map((some) => some.join('  '))
        .filter(isSearch),
    ),
    any('status', fc.oneof(held('status'), fc.constantFrom('uploading', 'unknown'))),
    any('visibility', fc.constantFrom('public', 'private', 'shared')),
    any('diskFormat', fc.oneof(held('diskFormat'), fc.constant('vdi'))),
    any('containerFormat', fc.constant('bare')),
    any('source', held('source')),
    ...(['osType', 'osDistro', 'osVersion', 'architecture', 'family'] as const).map((field) =>
      any(
        field,
        cased(
          fc.oneof({ weight: 5, arbitrary: held(field) }, { weight: 1, arbitrary: fc.constant('no such') }),
        ),
      ),
    ),
    any('tag', fc.constantFrom('prod', 'dev')),
    any('property', propertyTexts(images), 2),
    one('protected', fc.constantFrom('true', 'false')),
    pair('sizeMin', 'sizeMax', sizes(images.map(({ sizeBytes }) => sizeBytes ?? 0)), roughBytes),
    one('fitsDisk', sizes(images.map(({ minDiskBytes }) => minDiskBytes))),
    one('fitsRam', sizes(images.map(({ minRamBytes }) => minRamBytes))),
    pair('createdSince', 'createdBefore', times(images.map(({ createdAt }) => createdAt)), roughTime),
    pair('updatedSince', 'updatedBefore', times(images.map(({ updatedAt }) => updatedAt)), roughTime),
  ];
}

function isNameable(name: string): boolean {
  return name.trim() !== '' && [...name].length <= 256;
}

function isSearch(text: string): boolean {
  return text.trim() !== '' && [...text].length <= 128 && text.trim().split(/\s+/).length <= 8;
}

/** A piece of a text, composed or decomposed. */
function parts(text: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(), fc.integer({ min: 1, max: 12 }), fc.constantFrom('NFC', 'NFD'))
    .map(([at, length, form]) => {
      const characters = [...text];
      const from = at % characters.length;
      return characters
        .slice(from, from + length)
        .join('')
        .normalize(form);
    })
    .filter(isSearch);
}

function cased(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(texts, fc.integer({ min: 0, max: 2 }))
    .map(([text, style]) => (style === 0 ? text : style === 1 ? text.toLowerCase() : text.toUpperCase()));
}

function propertyTexts(images: readonly ServedImage[]): fc.Arbitrary<string> {
  const held = images.flatMap(({ properties }) => Object.entries(properties));
  const odd = fc.constantFrom(
    'tc_env',
    'note',
    '__proto__',
    'constructor',
    'os_admin:',
    'os_note:',
    'os_type:none',
  );
  const holding = fc
    .tuple(fc.constantFrom(...held), fc.boolean())
    .map(([[key, value], whole]) => (whole ? `${key}:${value}` : key));
  return fc.oneof({ weight: 6, arbitrary: holding }, { weight: 1, arbitrary: odd });
}

/** The first, the second, or both in their order. */
function pair(
  first: string,
  second: string,
  texts: fc.Arbitrary<string>,
  rough: (text: string) => number,
): fc.Arbitrary<[Parameter, ...Parameter[]]> {
  const both = fc
    .tuple(texts, texts)
    .map(([a, b]) => (rough(a) <= rough(b) ? [a, b] : [b, a]))
    .filter(([low = '', high = '']) => rough(high) - rough(low) > 0.01 * rough(high))
    .map(([low = '', high = '']): [Parameter, Parameter] => [
      [first, [low]],
      [second, [high]],
    ]);
  const alone = fc
    .tuple(fc.constantFrom(first, second), texts)
    .map(([name, text]): [Parameter] => [[name, [text]]]);
  return fc.oneof(alone, both);
}

const UNITS = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A number of bytes on or near the given ones, plain or with a unit; mostly small, where a digit counts. */
function sizes(bytes: readonly number[]): fc.Arbitrary<string> {
  const known = [...new Set(bytes)].sort((a, b) => a - b);
  const value = fc.oneof(fc.constantFrom(...known), fc.constantFrom(...known.slice(0, 6)));
  return fc
    .tuple(value, fc.constantFrom(...Object.entries(UNITS)), fc.integer({ min: -1, max: 6 }))
    .map(([value, [unit, factor], digits]) =>
      digits < 0 ? String(value) : `${(value / factor).toFixed(digits)}${unit}`,
    )
    .filter((text) => roughBytes(text) < 2 ** 53 - 2 ** 30);
}

function roughBytes(text: string): number {
  const unit = Object.entries(UNITS).find(([name]) => text.replace(/[\d.]+/, '') === name);
  return parseFloat(text) * (unit?.[1] ?? 1);
}

/** A moment on or near the given ones, in some zone and precision, or its date. */
function times(moments: readonly (string | null)[]): fc.Arbitrary<string> {
  const known = moments.filter((moment) => moment !== null).map((moment) => Date.parse(moment));
  return fc
    .tuple(fc.constantFrom(...new Set(known)), fc.constantFrom(0, 0, -1, 1), fc.integer({ min: 0, max: 5 }))
    .map(([at, shift, style]) => {
      const utc = new Date(at + shift).toISOString();
      const inSeoul = new Date(at + shift + 9 * 3_600_000).toISOString();
      const styles = [
        utc,
        utc.toLowerCase(),
        inSeoul.replace('Z', '+09:00'),
        utc.replace('Z', '000-00:00'),
        utc.replace('Z', '5Z'),
        utc.slice(0, 10),
      ];
      return styles[style] ?? utc;
    });
}

function roughTime(text: string): number {
  // a hundredth of the difference to this is some days
  return Date.parse(text.toUpperCase()) / 86_400_000 - 10_000;
}

function integers(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min, max }), fc.constantFrom('', '', '', '00'))
    .map(([value, zeros]) => `${zeros}${value}`);
}

function sorts(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.shuffledSubarray([...SORTABLE], { minLength: 1, maxLength: 3 }),
      fc.array(fc.boolean(), { minLength: 3 }),
    )
    .map(([fields, down]) => fields.map((field, at) => (down[at] ? `-${field}` : field)).join());
}

function fieldLists([first]: readonly ServedImage[]): fc.Arbitrary<string> {
  return fc.shuffledSubarray(Object.keys(first ?? {}), { minLength: 1 }).map((fields) => fields.join());
}
