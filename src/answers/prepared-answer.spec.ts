import { randomBytes } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { anImage } from '../../test/support/query-image.js';
import { snapshotOf } from '../../test/support/a-snapshot.js';
import { EVERYTHING } from '../domain/view.js';
import type { HeaderBlock } from '../http/header-block.js';
import { COMPRESS_FROM_BYTES, type ContentCoding } from './content-coding.js';
import { PreparedAnswer } from './prepared-answer.js';

const CHANGED_AT = Date.UTC(2026, 0, 5, 2, 0, 0, 700);
const catalog = snapshotOf([anImage('a')], CHANGED_AT).for(EVERYTHING);
const CODINGS: readonly ContentCoding[] = ['br', 'gzip', 'identity'];
const LARGE = Buffer.from(
  JSON.stringify(Array.from({ length: 500 }, (_, at) => ({ id: at, name: 'image' }))),
);

function answerOf(body: Buffer, question = '/v1/images?limit=1'): PreparedAnswer {
  return new PreparedAnswer({ catalog, question, body });
}

function headersOf({ fields }: HeaderBlock): Readonly<Record<string, string>> {
  const pairs = fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1]!] as const] : []));
  return Object.fromEntries(pairs);
}

describe('an answer', () => {
  it('has validators of content and question, and no coding', () => {
    const { etag, lastModifiedMs, validators } = answerOf(LARGE);
    expect(lastModifiedMs).toBe(CHANGED_AT);
    expect(headersOf(validators)).toEqual({
      etag,
      'last-modified': 'Mon, 05 Jan 2026 02:00:00 GMT',
    });
    expect(answerOf(LARGE, '/v1/images?limit=2').etag).not.toBe(etag);
    expect(answerOf(Buffer.from('{}')).etag).toBe(etag);
  });

  it('links to the pages that there are, unless the field would be longer than 8 KiB', () => {
    const linkOf = (next: string | null): string | undefined => {
      const links = { first: '/f', prev: null, next };
      const answer = new PreparedAnswer({ catalog, question: 'q', body: LARGE, links });
      return headersOf(answer.ready('identity')!.head)['link'];
    };
    expect(linkOf(null)).toBe('</f>; rel="first"');
    expect(linkOf('/n')).toBe('</f>; rel="first", </n>; rel="next"');
    const rest = '</f>; rel="first", <>; rel="next"'.length;
    expect(linkOf('n'.repeat(8_192 - rest))).toHaveLength(8_192);
    expect(linkOf('n'.repeat(8_193 - rest))).toBeUndefined();
  });

  it.each<[ContentCoding, (body: Buffer) => Buffer, string | undefined]>([
    ['identity', (body) => body, undefined],
    ['gzip', gunzipSync, 'gzip'],
    ['br', brotliDecompressSync, 'br'],
  ])('in %s holds the same bytes and says what it is', async (coding, decode, named) => {
    const representation = await answerOf(LARGE).in(coding);
    expect(decode(representation.body).equals(LARGE)).toBe(true);
    const headers = headersOf(representation.head);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(representation.body.length),
    });
    expect(headers['content-encoding']).toBe(named);
  });

  it('is ready as it is at once, and in a coding once it was asked for in it', async () => {
    const answer = answerOf(LARGE);
    expect(CODINGS.map((coding) => answer.ready(coding) !== undefined)).toEqual([false, false, true]);
    const gzip = await answer.in('gzip');
    expect(answer.ready('gzip')).toBe(gzip);
    expect(answer.ready('br')).toBeUndefined();
  });

  it.each(CODINGS)('is put into %s once, however many ask for it', async (coding) => {
    const answer = answerOf(LARGE);
    const atOnce = await Promise.all(Array.from({ length: 20 }, () => answer.in(coding)));
    expect(new Set([...atOnce, await answer.in(coding), answer.ready(coding)]).size).toBe(1);
  });

  it('that could not be compressed is tried again when it is asked for again', async () => {
    // zlib refuses what only says that it has bytes
    const answer = answerOf({ length: 2_000 } as Buffer);
    const failureOf = (): Promise<unknown> => answer.in('gzip').catch((error: unknown) => error);
    const [first, atOnce] = await Promise.all([failureOf(), failureOf()]);
    expect(first).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    expect(atOnce).toBe(first);
    expect(answer.ready('gzip')).toBeUndefined();
    const later = await failureOf();
    expect(later).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    expect(later).not.toBe(first);
  });

  it.each([0, 1, COMPRESS_FROM_BYTES - 1])('of %i bytes is never compressed', async (size) => {
    const answer = answerOf(Buffer.alloc(size, 'a'));
    const plain = answer.ready('identity');
    for (const coding of CODINGS) {
      expect(answer.ready(coding)).toBe(plain);
      expect(await answer.in(coding)).toBe(plain);
    }
  });

  it(`of ${COMPRESS_FROM_BYTES} bytes is compressed`, async () => {
    const { body } = await answerOf(Buffer.alloc(COMPRESS_FROM_BYTES, 'a')).in('gzip');
    expect(body.length).toBeLessThan(COMPRESS_FROM_BYTES);
  });
});

describe('the bytes that an answer counts for', () => {
  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['little', Buffer.from('{"items":[]}')],
    ['a small page', Buffer.from(JSON.stringify({ items: ['a'.repeat(COMPRESS_FROM_BYTES)] }))],
    ['a page', LARGE],
    ['a page that cannot be compressed', Buffer.from(randomBytes(30_000).toString('base64'))],
    ...[1_023, 1_024, 1_025, 16_383, 16_384, 65_536, 300_000, 5_000_000].map((size): [string, Buffer] => [
      `${size} random bytes`,
      randomBytes(size),
    ]),
  ])('are no fewer than those that all its codings keep in memory: %s', async (_what, body) => {
    const answer = answerOf(body);
    const representations = await Promise.all(CODINGS.map((coding) => answer.in(coding)));
    const compressed = new Set(representations.map((one) => one.body).filter((one) => one !== body));
    let kept = body.length;
    for (const { buffer } of compressed) kept += buffer.byteLength;
    expect(kept).toBeLessThanOrEqual(answer.bytes);
    expect(answer.bytes).toBeLessThanOrEqual(4 * body.length + 1_024);
  });
});
