import fc from 'fast-check';

import type { DecodedPart } from './fault-oracle.js';
import { ILL_FORMED, JUST_RIGHT, LONGEST, OUT_OF_BOUNDS, RIGHT_VALUES } from './query-faults.js';
import type { QueryParameters } from './reference-filter.js';

/** A part of a query in the bytes that are sent, and what it says. */
export interface FuzzPart {
  readonly sent: string;
  readonly said: DecodedPart;
}

const NAMES = [...Object.keys(RIGHT_VALUES), 'cursor'];
const STRANGERS = [
  ...[
    'statuss',
    'Status',
    'id[]',
    'limit[gte]',
    '__proto__',
    'constructor',
    'toString',
    '',
    ' limit',
    'sort ',
  ],
  ...['api_key', 'access_token', 'facet', 'since', 'x'.repeat(70), '🚀'.repeat(70), 'a=b&c', 'a\0b', '이름'],
];
const PIECES = [
  ...[
    '',
    ' ',
    '\t',
    '\u00a0',
    '\u3000',
    '\r\n',
    '\0',
    ',',
    ',,',
    '-',
    '--',
    '+',
    '%',
    '&',
    '=',
    '#',
    '?',
    ';',
    ':',
  ],
  ...[
    '0',
    '00',
    '1',
    '9',
    '201',
    '1e3',
    '0x10',
    '-1',
    '1.5',
    '.5',
    '٣',
    'NaN',
    'null',
    'true',
    'false',
    'TRUE',
  ],
  ...[
    'GiB',
    'KiB',
    'B',
    'kb',
    'Z',
    'T',
    'W01',
    '+09:00',
    '2026-03-10',
    '2024-02-30',
    '1969-12-31',
    '2201-01-01',
  ],
  ...[
    'name',
    '-name',
    'id',
    'osVersion',
    'bogus',
    'active',
    'ACTIVE',
    'KR1',
    'os_type',
    '__proto__',
    "'",
    '"',
    '\\',
  ],
  ...[
    'é',
    'e\u0301',
    'ß',
    'İ',
    '🚀',
    '웹',
    '\u202e',
    '\ufeff',
    '\u2028',
    '<script>',
    '${x}',
    '../',
    'a*b',
    '(',
    '[',
  ],
];
const UNDECODABLE = [
  '%',
  '%2',
  '%zz',
  '%FF',
  '%C3%28',
  '%ED%A0%80',
  '%C0%AF',
  '%F5%80%80%80',
  '%u0041',
  'a%',
  '%%',
];

/** Values of a parameter that are nearly right, or just. */
const EDGES = new Map<string, readonly string[]>();
for (const [name, values] of [...ILL_FORMED, ...OUT_OF_BOUNDS, ...JUST_RIGHT])
  EDGES.set(name, [...(EDGES.get(name) ?? []), ...values.flatMap(decoded)]);
for (const [name, most] of LONGEST)
  EDGES.set(name, [
    ...(EDGES.get(name) ?? []),
    ...['x', '🚀', ' '].flatMap((c) => [c.repeat(most), c.repeat(most + 1)]),
  ]);

const garbage = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc
    .tuple(fc.constantFrom(...PIECES), fc.nat({ max: 300 }))
    .map(([piece, times]) => piece.repeat(times).slice(0, 600)),
);

/** Any value for any parameter, most of them about one that is known; sometimes what no text can be made of. */
function strangeParts(right: readonly (readonly [string, string])[]): fc.Arbitrary<FuzzPart> {
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 1, arbitrary: fc.constantFrom(...STRANGERS) },
  );
  const said = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(name, garbage) },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(...NAMES)
        .chain((known) =>
          fc.tuple(
            fc.constant(known),
            fc.constantFrom(...(EDGES.get(known) ?? [RIGHT_VALUES[known] ?? 'forged'])),
          ),
        ),
    },
    { weight: 2, arbitrary: fc.constantFrom(...right) },
  );
  const broken = fc.tuple(name, fc.constantFrom(...UNDECODABLE)).map(([known, bytes]): FuzzPart => ({
    sent: `${encodeURIComponent(known)}=${bytes}`,
    said: [known, undefined],
  }));
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc.tuple(said, fc.nat()).map(([[known, value], style]) => ({
        sent: spell(known, value, style),
        said: [known, value] as const,
      })),
    },
    { weight: 1, arbitrary: broken },
  );
}

/** Queries of which about a third is right, and the rest wrong in one way or in many. */
export function fuzzQueries(valid: fc.Arbitrary<QueryParameters>): fc.Arbitrary<readonly FuzzPart[]> {
  return fc.tuple(valid, fc.nat(), fc.integer({ min: -1, max: 5 })).chain(([query, style, strange]) => {
    const right = query.map(([name, value], at): FuzzPart => ({
      sent: spell(name, value, style + at),
      said: [name, value],
    }));
    const known = query.length > 0 ? query : [['limit', '5'] as const];
    return fc
      .array(strangeParts(known), { maxLength: Math.max(0, strange), minLength: Math.max(0, strange) })
      .chain((parts) =>
        fc.shuffledSubarray([...right, ...parts], { minLength: right.length + parts.length }),
      );
  });
}

/** One of the ways to write a part; equal numbers write it alike. */
function spell(name: string, value: string, style: number): string {
  const encoded = [name, value].map((text, at) => {
    const plain = encodeURIComponent(text).replace(/[!'()*]/g, (c) => (style % 2 === 0 ? c : hex(c)));
    if (style % 3 === 0) return plain.replaceAll('%20', '+');
    if (style % 3 === 1)
      return plain
        .replaceAll('%2C', ',')
        .replaceAll('%3A', ':')
        .replace(at === 1 ? '%3D' : '%%', at === 1 ? '=' : '%%');
    return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return value === '' && style % 2 === 0 && name !== '' ? encoded[0]! : encoded.join('=');
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

/** What an escaped value of a table says; none where it says nothing. */
function decoded(value: string): string[] {
  try {
    return [decodeURIComponent(value.replaceAll('+', ' '))];
  } catch {
    return [];
  }
}
