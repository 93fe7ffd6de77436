import { gzipSync } from 'node:zlib';

import type { Operation } from '../../src/stand-in/stand-in.types.js';
import {
  body,
  cases,
  encoded,
  json,
  oddResult,
  raw,
  result,
  status,
  SUCCESS,
  WORDS,
  type FaultCase,
  type Row,
} from './upstream-fault-rows.js';

/** No answer in these tests is larger, save those that are meant to be too large. */
export const MAX_BODY = '512KiB';

/** What a healthy answer of either operation needs, so that only what surrounds it is wrong. */
const HEALTHY = {
  header: SUCCESS,
  images: [],
  access: { token: { id: 'a-token', expires: '2099-01-01T00:00:00Z' } },
};
const TEXT = JSON.stringify(HEALTHY);
const ZIPPED = gzipSync(TEXT);
const OK = ['HTTP/1.1 200 OK', 'content-type: application/json', `x-note: ${WORDS}`];
const DEEP = 200_000;

/** A failure that can pass is tried three times. */
const TRANSPORT: readonly FaultCase[] = [
  ...cases('headers', 'UPSTREAM_UNAVAILABLE', [
    ['a reset before them', { kind: 'reset' }, 3],
    raw('the end of the connection instead', [], 'close', 3),
    raw('the end of the connection among them', [...OK, 'x-no'], 'close', 3),
    raw('a reset among them', [...OK, 'x-no'], 'reset', 3),
    raw('100 and no more', ['HTTP/1.1 100 Continue', '', ''], 'close', 3),
  ]),
  ...cases('headers', 'UPSTREAM_INVALID', [
    raw('no HTTP', [WORDS, '', '']),
    raw('another protocol (101)', ['HTTP/1.1 101 X', 'connection: upgrade', 'upgrade: x', '', '']),
    raw('an unknown version of HTTP', ['HTTP/9.1 200 OK', '', '']),
    raw('100 kB of them', [...OK, `x-note: ${'w'.repeat(100_000)}`]),
    raw('two lengths that differ', [...OK, 'content-length: 1', 'content-length: 2', '', '{}']),
    raw('a length that is no number', [...OK, 'content-length: many', '', '{}']),
    raw('a length and chunks', [
      ...OK,
      'content-length: 2',
      'transfer-encoding: chunked',
      '',
      '2',
      '{}',
      '0',
      '',
      '',
    ]),
  ]),
  ...cases('headers', 'UPSTREAM_TIMEOUT', [
    ['silence', { kind: 'hang', at: 'headers' }],
    raw('silence among them', [...OK, 'x-no'], 'hang'),
    raw('103 and silence', ['HTTP/1.1 103 Early Hints', '', ''], 'hang'),
    ['an answer that is too late', { kind: 'delay', ms: 600_000 }],
  ]),
  ...cases('body', 'UPSTREAM_UNAVAILABLE', [
    ['cut off before its length', { kind: 'truncate' }, 3],
    raw('cut off between chunks', [...OK, 'transfer-encoding: chunked', '', '2', '{"', ''], 'close', 3),
    raw('a chunk of no size', [...OK, 'transfer-encoding: chunked', '', '2', '{"', 'zz', ''], 'close', 3),
    raw('cut off within a chunk', [...OK, 'transfer-encoding: chunked', '', 'fffff', '{half}'], 'close', 3),
    raw('a reset in the middle', [...OK, 'content-length: {length}', '', '{half}'], 'reset', 3),
  ]),
  ...cases('body', 'UPSTREAM_INVALID', [
    body('nothing', ''),
    body('blanks', ' \n '),
    raw('longer than its length says', [...OK, 'content-length: 30', '', '{body}']),
    ['larger than `UPSTREAM_MAX_BODY`', { kind: 'huge', bytes: 2 * 1024 ** 2 }],
    ['a gzip bomb', { kind: 'huge', bytes: 64 * 1024 ** 2, encoding: 'gzip' }],
    encoded('more gzip than `UPSTREAM_MAX_BODY` that holds little', 'gzip', endlessGzip()),
    encoded('gzip that is none', 'gzip', WORDS),
    encoded('gzip that is cut off', 'gzip', ZIPPED.subarray(0, -9)),
    encoded('gzip with a wrong checksum', 'gzip', withBrokenEnd(ZIPPED)),
    encoded('Brotli that is none', 'br', WORDS),
    encoded('an encoding that nobody knows', 'words', TEXT),
    encoded('gzip within gzip', 'gzip, gzip', gzipSync(ZIPPED)),
  ]),
  ...cases('body', 'UPSTREAM_TIMEOUT', [
    ['silence after half of it', { kind: 'hang', at: 'body' }],
    ['in drops', { kind: 'drip' }],
    raw('chunks that do not end', [...OK, 'transfer-encoding: chunked', '', 'fffff', '{body}'], 'hang'),
  ]),
];

const STATUSES: readonly FaultCase[] = [
  ...cases('status', 'UPSTREAM_UNAVAILABLE', [
    ...[429, 500, 501, 502, 503, 504, 599].map((code) => status(code, 3)),
    ...['soon', '-7', '1.5', ''].map((field) => status(429, 3, { 'retry-after': field })),
    ...['1', '7', '300', '86400', '99999999999', 'Fri, 01 Jan 2100 00:00:00 GMT'].map((field) =>
      status(429, 1, { 'retry-after': field }),
    ),
    status(503, 1, { 'retry-after': '7200' }),
    status(503, 3, { 'retry-after': '1' }),
  ]),
  ...cases('status', 'UPSTREAM_INVALID', [
    ...[201, 202, 203, 204, 205, 206, 226, 300, 301, 302, 303, 304, 307, 308, 399].map((code) =>
      status(code),
    ),
    raw('999', ['HTTP/1.1 999 X', 'content-length: 0', '', '']),
  ]),
];

/** @param refused how often a call is made whose token is said to be not valid */
const rejected = (refused: number): readonly FaultCase[] => [
  ...cases('status', 'UPSTREAM_REJECTED', [
    status(401, refused),
    ...[400, 402, 403, 404, 405, 407, 410, 451].map((code) => status(code)),
    status(408, 3),
  ]),
  ...cases('envelope', 'UPSTREAM_REJECTED', [
    ...[-3, 30401].map((code) => result(code, refused)),
    ...[-4, -5, -7, -8, 10404, 11400, 12403, 13409, 20400, 21404, 22409, 23413, 24499].map((code) =>
      result(code),
    ),
    ...[30400, 30403, 30404, 30409, 30499, 40404, 50400, 50403, 50404, 50499].map((code) => result(code)),
    result(30408, 3),
    oddResult('-3', refused),
    oddResult('30404'),
    ['a failure that brings its payload', { kind: 'envelope', code: -7, withPayload: true }],
    json('a failure that says so as a text', {
      ...HEALTHY,
      header: { isSuccessful: 'FALSE', resultCode: '-7', resultMessage: WORDS },
    }),
  ]),
];

const CONTENT: readonly FaultCase[] = [
  ...cases('type', 'UPSTREAM_INVALID', [
    body('an HTML page', `<html>${WORDS}</html>`, 'text/html'),
    body('an HTML page that calls itself JSON', `<html>${WORDS}</html>`),
    raw('an HTML page without a type', ['HTTP/1.1 200 OK', '', `<html>${WORDS}</html>`]),
    body('JSON that calls itself text/html', TEXT, 'text/html; charset=utf-8'),
    body('JSON that calls itself text/plain', TEXT, 'text/plain'),
  ]),
  ...cases('JSON', 'UPSTREAM_INVALID', [
    body('cut off', TEXT.slice(0, -2)),
    body('more behind it', `${TEXT},`),
    body('a bare NaN', TEXT.replace('[]', '[NaN]')),
    body('Latin-1', Buffer.from(JSON.stringify({ ...HEALTHY, note: 'caf\u00e9' }), 'latin1')),
    body('UTF-16', Buffer.from(TEXT, 'utf16le')),
    body('half a character', Buffer.concat([Buffer.from('{"a":"\u00e9').subarray(0, -1), Buffer.from('"}')])),
    body('brackets that nothing closes', '['.repeat(DEEP)),
    body('nested 200,000 deep', '['.repeat(DEEP) + ']'.repeat(DEEP)),
    body('a header nested 100,000 deep', `{"header":${'['.repeat(DEEP / 2)}${']'.repeat(DEEP / 2)}}`),
    body('a number of 100,000 digits', '9'.repeat(100_000)),
    json('a list', [HEALTHY]),
    json('null', null),
    json('a text', WORDS),
    json('a number', 7),
    json('an empty object', {}),
  ]),
];

const ENVELOPES: readonly FaultCase[] = [
  ...cases('envelope', 'UPSTREAM_UNAVAILABLE', [
    ...[-1, -6, 10429, 30429, 30503, 50429, 50500, 30599].map((code) => result(code, 3)),
    result(-2, 2),
    oddResult('-1', 3),
    oddResult(' 30503 ', 3),
  ]),
  ...cases('envelope', 'UPSTREAM_INVALID', [
    ...[0, 7, -9, 200, 404, 20001, 20004, 30200, 99999, -30401].map((code) => result(code)),
    ...['SUCCESS', 'FAIL', '', '0x7', '-3e0', null, true, [], {}].map((code) => oddResult(code)),
    json('no header', { ...HEALTHY, header: undefined }),
    json('a header of null', { ...HEALTHY, header: null }),
    json('a header that is a list', { ...HEALTHY, header: [SUCCESS] }),
    json('a header that is a text', { ...HEALTHY, header: 'SUCCESS' }),
    json('no `isSuccessful`', { ...HEALTHY, header: { resultCode: 0 } }),
    json('an `isSuccessful` of null', { ...HEALTHY, header: { ...SUCCESS, isSuccessful: null } }),
    json('an `isSuccessful` that cannot become a text', {
      ...HEALTHY,
      header: { ...SUCCESS, isSuccessful: { toString: 1, valueOf: 1 } },
    }),
    body('a second header that says nothing', `${TEXT.slice(0, -1)},"header":{}}`),
  ]),
];

const LISTS: readonly FaultCase[] = cases('list', 'UPSTREAM_INVALID', [
  json('no list', { header: SUCCESS }),
  ...[null, {}, 'none', 0, false].map((images) =>
    json(`\`"images": ${JSON.stringify(images)}\``, { header: SUCCESS, images }),
  ),
  body(
    'a second list that is none',
    `{"header":${JSON.stringify(SUCCESS)},"images":[{"id":"a"}],"images":7}`,
  ),
  ['rows of which none is an image', { kind: 'rows', rows: [null, 7, 'x', [], {}, { name: WORDS }] }],
]);

const TOKENS: readonly FaultCase[] = [
  ...cases('token', 'UPSTREAM_REJECTED', [result(50401)]),
  ...cases('token', 'UPSTREAM_INVALID', [
    json('no access', { header: SUCCESS }),
    ...[null, [], 'x', {}, { token: null }, { token: 'x' }].map((access) =>
      json(`\`"access": ${JSON.stringify(access)}\``, { header: SUCCESS, access }),
    ),
    ...[undefined, null, '', 7, 'a\r\nb', 'a b', 't\u00f6ken', ['x']].map((id): Row => {
      return [`a token of \`${JSON.stringify(id)}\``, { kind: 'token', fields: { id } }];
    }),
  ]),
];

/** Everything that can go wrong with one call, for one operation. */
export const FAULTS: Readonly<Record<Operation, readonly FaultCase[]>> = {
  images: [...TRANSPORT, ...STATUSES, ...rejected(2), ...CONTENT, ...ENVELOPES, ...LISTS],
  tokens: [...TRANSPORT, ...STATUSES, ...rejected(1), ...CONTENT, ...ENVELOPES, ...TOKENS],
};

/** The faults that only a deadline ends. */
export const ENDLESS_FAULTS = FAULTS.images.filter(({ endless }) => endless);

/** Gzip of a little text, behind more than `MAX_BODY` of gzip that holds nothing. */
function endlessGzip(): Uint8Array {
  return Buffer.concat([...Array<Buffer>(40_000).fill(gzipSync('')), ZIPPED]);
}

function withBrokenEnd(zipped: Buffer): Uint8Array {
  return Buffer.concat([zipped.subarray(0, -6), Buffer.from('broken')]);
}
