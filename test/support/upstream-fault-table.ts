import type { Fault } from '../../src/stand-in/fault.js';
import type { Operation } from '../../src/stand-in/stand-in.types.js';

/** A way in which the upstream fails, and what the gateway makes of it. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  /** The problem's code, and the class of the failure. */
  readonly code: FailureCode;
  /** How many calls of the failing operation one refresh makes. */
  readonly calls: number;
}

type FailureCode = 'UPSTREAM_INVALID' | 'UPSTREAM_UNAVAILABLE' | 'UPSTREAM_REJECTED' | 'UPSTREAM_TIMEOUT';

/** Words of the upstream that must not come out of the gateway: the faults say them wherever they can. */
export const WORDS_OF_THE_UPSTREAM = ['words-of-the-upstream', 'The requested URL', ' : appkey', '<html'];

/** No answer in these tests is larger, save those that are meant to be too large. */
export const MAX_BODY = '512KiB';

const WORDS = 'words-of-the-upstream';
const HEADERS = { 'x-note': WORDS, 'set-cookie': `a=${WORDS}`, server: WORDS };
const SUCCESS = { isSuccessful: true, resultCode: 0, resultMessage: WORDS };
const FAILED = { isSuccessful: false, resultMessage: WORDS };
/** What a healthy answer of either operation needs, so that only what surrounds it is wrong. */
const HEALTHY = {
  header: SUCCESS,
  images: [],
  access: { token: { id: 'a-token', expires: '2099-01-01T00:00:00Z' } },
};

type Row = readonly [name: string, fault: Fault, calls?: number | undefined];

const status = (code: number, calls?: number): Row => [
  `HTTP ${code}`,
  { kind: 'status', status: code, headers: HEADERS },
  calls,
];
const result = (code: number, calls?: number): Row => [
  `result code ${code}`,
  { kind: 'envelope', code },
  calls,
];
const textCode = (resultCode: unknown, calls?: number): Row => [
  `result code ${JSON.stringify(resultCode)}`,
  { kind: 'json', json: { header: { ...FAILED, resultCode } } },
  calls,
];
const json = (name: string, value: unknown): Row => [name, { kind: 'json', json: value }];
const body = (name: string, text: string | Uint8Array, contentType?: string): Row => [
  name,
  { kind: 'body', body: text, ...(contentType && { contentType }) },
];
const encoded = (name: string, encoding: string): Row => [
  name,
  { kind: 'status', status: 200, headers: { ...HEADERS, 'content-encoding': encoding }, body: WORDS },
];

/** A failure that can pass is tried three times. */
const UNAVAILABLE: readonly Row[] = [
  ...[429, 500, 502, 503, 504, 599].map((code) => status(code, 3)),
  ...[-1, -6, 10429, 30429, 30503, 50429, 50500, 30599].map((code) => result(code, 3)),
  result(-2, 2),
  textCode('-1', 3),
  textCode(' 30503 ', 3),
  ['a connection reset', { kind: 'reset' }, 3],
  ['a body that breaks off', { kind: 'truncate' }, 3],
];

/** @param refused how often a call is made whose token is said to be not valid */
const rejected = (refused: number): readonly Row[] => [
  status(401, refused),
  ...[400, 403, 404, 410, 451].map((code) => status(code)),
  status(408, 3),
  ...[-3, 30401].map((code) => result(code, refused)),
  ...[-4, -5, -7, -8, 10404, 11400, 12403, 13409, 20400, 21404, 22409, 23413, 24499].map((code) =>
    result(code),
  ),
  ...[30400, 30403, 30404, 30409, 30499, 40404, 50400, 50403, 50404, 50499].map((code) => result(code)),
  result(30408, 3),
  textCode('-3', refused),
  textCode('30404'),
  ['a failure that brings its payload', { kind: 'envelope', code: -7, withPayload: true }],
];

const INVALID: readonly Row[] = [
  ...[201, 204, 206, 300, 301, 302, 303, 304, 307, 308].map((code) => status(code)),
  ...[0, 7, -9, 200, 404, 20001, 20004, 30200, 99999, -30401].map((code) => result(code)),
  ...['SUCCESS', 'FAIL', '', '0x7', '-3e0', null, true, [], {}].map((code) => textCode(code)),
  body('an HTML page', `<html>${WORDS}</html>`, 'text/html'),
  body('an HTML page that calls itself JSON', `<html>${WORDS}</html>`),
  body('JSON that calls itself text/html', JSON.stringify(HEALTHY), 'text/html; charset=utf-8'),
  body('JSON that calls itself text/plain', JSON.stringify(HEALTHY), 'text/plain'),
  body('nothing', ''),
  body('blanks', ' \n '),
  body('JSON cut off', JSON.stringify(HEALTHY).slice(0, -2)),
  body('JSON and more', `${JSON.stringify(HEALTHY)},`),
  body('JSON with a bare NaN', `{"header":${JSON.stringify(SUCCESS)},"images":[NaN]}`),
  body('Latin-1', Buffer.from(JSON.stringify({ ...HEALTHY, note: 'caf\u00e9' }), 'latin1')),
  body('UTF-16', Buffer.from(JSON.stringify(HEALTHY), 'utf16le')),
  json('a list', [HEALTHY]),
  json('null', null),
  json('a text', WORDS),
  json('a number', 7),
  json('an empty object', {}),
  json('no header', { ...HEALTHY, header: undefined }),
  json('a header of null', { ...HEALTHY, header: null }),
  json('a header that is a list', { ...HEALTHY, header: [SUCCESS] }),
  json('a header that is a text', { ...HEALTHY, header: 'SUCCESS' }),
  json('a header without isSuccessful', { ...HEALTHY, header: { resultCode: 0 } }),
  json('an isSuccessful of null', { ...HEALTHY, header: { ...SUCCESS, isSuccessful: null } }),
  json('an isSuccessful that cannot become a text', {
    ...HEALTHY,
    header: { ...SUCCESS, isSuccessful: { toString: 1, valueOf: 1 } },
  }),
  ['an answer too large', { kind: 'huge', bytes: 2 * 1024 ** 2 }],
  ['a gzip bomb', { kind: 'huge', bytes: 64 * 1024 ** 2, encoding: 'gzip' }],
  encoded('a body that is not the gzip it claims to be', 'gzip'),
  encoded('a body that is not the Brotli it claims to be', 'br'),
];

const INVALID_LISTS: readonly Row[] = [
  json('no list', { header: SUCCESS }),
  ...[null, {}, 'none', 0, false].map((images) =>
    json(`images: ${JSON.stringify(images)}`, { header: SUCCESS, images }),
  ),
  ['rows of which none is an image', { kind: 'rows', rows: [null, 7, 'x', [], {}, { name: WORDS }] }],
];

const INVALID_TOKENS: readonly Row[] = [
  json('no access', { header: SUCCESS }),
  ...[null, [], 'x', {}, { token: null }, { token: 'x' }].map((access) =>
    json(`access: ${JSON.stringify(access)}`, { header: SUCCESS, access }),
  ),
  ...[undefined, null, '', 7, 'a\r\nb', 'a b', 't\u00f6ken', ['x']].map((id): Row => {
    return [`a token of ${JSON.stringify(id)}`, { kind: 'token', fields: { id } }];
  }),
];

/** Every fault that ends by itself, for one operation. */
export const FAULTS: Readonly<Record<Operation, readonly FaultCase[]>> = {
  images: [
    ...cases('UPSTREAM_UNAVAILABLE', UNAVAILABLE),
    ...cases('UPSTREAM_REJECTED', rejected(2)),
    ...cases('UPSTREAM_INVALID', [...INVALID, ...INVALID_LISTS]),
  ],
  tokens: [
    ...cases('UPSTREAM_UNAVAILABLE', UNAVAILABLE),
    ...cases('UPSTREAM_REJECTED', [...rejected(1), result(50401)]),
    ...cases('UPSTREAM_INVALID', [...INVALID, ...INVALID_TOKENS]),
  ],
};

/** The faults that only a deadline ends. */
export const ENDLESS_FAULTS: readonly FaultCase[] = cases('UPSTREAM_TIMEOUT', [
  ['silence', { kind: 'hang', at: 'headers' }],
  ['silence after half the body', { kind: 'hang', at: 'body' }],
  ['a body in drops', { kind: 'drip' }],
  ['an answer that is too late', { kind: 'delay', ms: 5_000 }],
]);

function cases(code: FailureCode, rows: readonly Row[]): FaultCase[] {
  return rows.map(([name, fault, calls = 1]) => ({ name, fault, code, calls }));
}
