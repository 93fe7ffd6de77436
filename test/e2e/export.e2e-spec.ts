import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import fc from 'fast-check';

import { IMAGE_FIELDS, type Image, type ImageField } from '../../src/domain/image.js';
import { snapshotOf } from '../support/a-snapshot.js';
import { cellOf } from '../support/cell-of.js';
import { rawRequest, RawConnection, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, startDoorRig, type DoorRig } from '../support/door-rig.js';
import { fuzzed, fuzzTimeoutMs } from '../support/fuzz-options.js';
import { parseCsv } from '../support/parse-csv.js';
import { queries } from '../support/query-arbitrary.js';
import { anImage } from '../support/query-image.js';
import { randomImages } from '../support/random-images.js';
import { referencePage } from '../support/reference-filter.js';
import { sourceOf } from '../support/source-of.js';

const CSV = 'text/csv; charset=utf-8';
const NDJSON = 'application/x-ndjson; charset=utf-8';
const EXPORT = '/v1/images/export';

/** Hard to write as CSV, or harmful in a spreadsheet. */
const ODD: readonly Image[] = [
  anImage('odd-1', { name: '=HYPERLINK("http://x")', description: '+1', osVersion: '-1' }),
  anImage('odd-2', { name: 'a, "b"\r\nc', description: '@x', osDistro: '\tx', properties: { a: ',"' } }),
  anImage('odd-3', { name: '웹 서버 🚀', description: '\rx', tags: ['=1', 'b'] }),
];

let rig: DoorRig;
let images: readonly Image[];

beforeAll(async () => {
  rig = await startDoorRig();
  const some = fc.sample(randomImages({ minLength: 150, maxLength: 150 }), { numRuns: 1, seed: 11 }).flat();
  serve([
    ...some.map((image) => ({ ...image, source: 'default', id: `${image.source}-${image.id}` })),
    ...ODD,
  ]);
});

afterAll(() => rig.stop());

function serve(listed: readonly Image[]): void {
  images = listed.map((image) => JSON.parse(Buffer.from(JSON.stringify(image)).toString()) as Image);
  const confirmedAt = rig.clock.monotonic();
  const confirmedAtWall = rig.clock.now();
  const snapshot = snapshotOf(listed, confirmedAtWall);
  sourceOf(rig.open.gateway.app).current.replace({ snapshot, confirmedAt, confirmedAtWall, skipped: 0 });
}

function ask(query = '', headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(rig.open.url, requestText(method, `${EXPORT}${query}`, headers));
}

function fieldsOf(query: URLSearchParams): readonly ImageField[] {
  const named = query.get('fields')?.split(',');
  return IMAGE_FIELDS.filter((field) => field === 'id' || !named || named.includes(field));
}

describe('an export', () => {
  it('is CSV with a header and every image, in the default order, as a file', async () => {
    const { status, headers, body } = await ask();
    const version = /W\/"(.*)"/.exec(headers['etag'] ?? '')?.[1];
    expect([status, headers['content-type'], version]).toEqual([200, CSV, expect.stringMatching(/^.{22}$/)]);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="images-[0-9a-f]{16}\.csv"$/);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
    const [header, ...lines] = parseCsv(body);
    expect(header).toEqual(IMAGE_FIELDS);
    const { ids } = referencePage(images, [['limit', '1000']]);
    expect(lines.map(([id]) => id)).toEqual(ids);
    for (const line of lines) {
      const image = images.find(({ id }) => id === line[0])!;
      expect(line).toEqual(IMAGE_FIELDS.map((field) => cellOf(image[field])));
    }
  });

  it('is one image as JSON on each line, if asked for', async () => {
    const { status, headers, body } = await ask('?format=ndjson&sort=name');
    expect([status, headers['content-type']]).toEqual([200, NDJSON]);
    expect(headers['content-disposition']).toMatch(/\.ndjson"$/);
    expect(body.endsWith('}\n')).toBe(true);
    const lines = body.trimEnd().split('\n');
    const query: [string, string][] = [
      ['limit', '1000'],
      ['sort', 'name'],
    ];
    const { ids } = referencePage(images, query);
    expect(lines.map((line) => (JSON.parse(line) as Image).id)).toEqual(ids);
    for (const line of lines) {
      const image = JSON.parse(line) as Image;
      expect(image).toEqual(images.find(({ id }) => id === image.id));
    }
  });

  it(
    'has the images and fields that a listing would have, for any query',
    async () => {
      const check = async (query: readonly (readonly [string, string])[]): Promise<void> => {
        const asked = query.filter(([name]) => !['limit', 'offset', 'cursor'].includes(name));
        const text = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, value]));
        const { ids } = referencePage(images, [...asked, ['limit', '1000']]);
        const fields = fieldsOf(text);
        const [csv, ndjson] = await Promise.all([
          ask(`?${text.toString()}`),
          ask(`?${text.toString()}&format=ndjson`),
        ]);
        const expected = ids.map((id) => images.find((image) => image.id === id)!);
        expect(parseCsv(csv.body)).toEqual([
          [...fields],
          ...expected.map((image) => fields.map((field) => cellOf(image[field]))),
        ]);
        const lines = ndjson.body.split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
          expected.map((image) => Object.fromEntries(fields.map((field) => [field, image[field]]))),
        );
      };
      await fc.assert(fc.asyncProperty(queries(images), check), fuzzed(150));
    },
    fuzzTimeoutMs(150),
  );

  it('without a match is a header, or nothing', async () => {
    expect((await ask('?name=none&fields=name')).body).toBe('id,name\r\n');
    expect(await ask('?name=none&format=ndjson')).toMatchObject({ status: 200, body: '' });
  });
});

describe('the form of an export', () => {
  it.each([
    [{}, CSV],
    [{ Accept: '*/*' }, CSV],
    [{ Accept: 'text/csv' }, CSV],
    [{ Accept: 'text/*' }, CSV],
    [{ Accept: 'text/csv;charset=utf-8' }, CSV],
    [{ Accept: 'text/html,application/xml;q=0.9,*/*;q=0.8' }, CSV],
    [{ Accept: 'application/x-ndjson' }, NDJSON],
    [{ Accept: 'application/*' }, NDJSON],
    [{ Accept: 'application/json, application/x-ndjson' }, NDJSON],
    [{ Accept: 'text/csv;q=0.5, application/x-ndjson' }, NDJSON],
    [{ Accept: 'application/x-ndjson, text/csv' }, NDJSON],
    [{ Accept: 'text/csv;q=0, */*' }, NDJSON],
  ])('is chosen by Accept: %j is %s', async (headers, type) => {
    const answer = await ask('', headers);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, type]);
    expect(answer.headers['vary']).toBe('Accept, Accept-Encoding');
  });

  it('is that which the query names, whatever Accept prefers', async () => {
    const preferring = { Accept: 'application/x-ndjson' };
    expect((await ask('?format=csv', preferring)).headers['content-type']).toBe(CSV);
    expect((await ask('?format=ndjson', { Accept: 'text/csv' })).headers['content-type']).toBe(NDJSON);
  });

  it.each(['text/html', 'application/json', 'text/csv;q=0', '*/*;q=0', 'application/problem+json'])(
    'cannot be %s',
    async (Accept) => {
      const { status, body } = await ask('?format=csv', { Accept });
      expect([status, JSON.parse(body)]).toEqual([406, expect.objectContaining({ code: 'NOT_ACCEPTABLE' })]);
    },
  );

  it.each([
    ['format=xlsx', 'format UNKNOWN_VALUE'],
    ['format=CSV', 'format UNKNOWN_VALUE'],
    ['format=csv,ndjson', 'format UNKNOWN_VALUE'],
    ['format=csv&format=ndjson', 'format REPEATED_PARAMETER'],
    ['format=', 'format EMPTY_VALUE'],
    ['format=+', 'format EMPTY_VALUE'],
    ['format=%00', 'format INVALID_FORMAT'],
    [`format=${'a'.repeat(257)}`, 'format TOO_LONG'],
    ['limit=5', 'limit UNKNOWN_PARAMETER'],
    ['cursor=abc', 'cursor UNKNOWN_PARAMETER'],
    ['offset=1', 'offset UNKNOWN_PARAMETER'],
    ['sort=nope&fields=id,id&status=nope', 'fields CONFLICT,sort UNKNOWN_VALUE,status UNKNOWN_VALUE'],
  ])('and everything else is checked as in a listing: %s', async (query, faults) => {
    const { status, body } = await ask(`?${query}`);
    const { errors } = JSON.parse(body) as {
      errors: { parameter: string; code: string; allowed?: unknown }[];
    };
    const told = errors.map(({ parameter, code }) => `${parameter} ${code}`).sort();
    expect([status, told.join()]).toEqual([400, faults]);
    if (query === 'format=xlsx') expect(errors[0]!.allowed).toEqual(['csv', 'ndjson']);
  });
});

describe('what an export says of itself', () => {
  it('is the same for HEAD, without the rows', async () => {
    for (const query of ['', '?fields=name', '?format=ndjson']) {
      const [got, head] = [await ask(query), await ask(query, {}, 'HEAD')];
      const [of, ofHead] = [got, head].map(({ headers }) => ({ ...headers, 'x-request-id': '' }));
      expect([head.status, ofHead]).toEqual([200, of]);
      expect(head.raw.endsWith('\r\n\r\n')).toBe(true);
    }
  });

  it('is what every answer from the list says of its age', async () => {
    const { headers } = await ask();
    const page = await rawRequest(rig.open.url, requestText('GET', '/v1/images'));
    for (const name of [
      'age',
      'cache-control',
      'cache-status',
      'last-modified',
      'vary',
      'x-content-type-options',
    ]) {
      expect([name, headers[name]]).toEqual([name, page.headers[name]]);
    }
  });

  it('brings 304 for the same question in the same form, and for no other', async () => {
    const tag = async (query: string, headers = {}): Promise<string> =>
      (await ask(query, headers, 'HEAD')).headers['etag']!;
    const etag = await tag('?sizeMin=1GiB&status=active&status=queued');
    const same = '?status=queued&status=active&sizeMin=1073741824&sort=-createdAt';
    const answer = await ask(same, { 'If-None-Match': etag });
    expect([answer.status, answer.body, answer.headers['etag']]).toEqual([304, '', etag]);
    for (const absent of ['content-type', 'content-length', 'content-disposition', 'transfer-encoding']) {
      expect([absent, answer.headers[absent]]).toEqual([absent, undefined]);
    }
    expect((await ask(`${same}&format=csv`, { 'If-None-Match': etag })).status).toBe(304);
    expect((await ask(`${same}&format=ndjson`, { 'If-None-Match': etag })).status).toBe(200);
    const tags = ['', '?fields=name', '?sort=name', '?format=ndjson'].map((query) => tag(query));
    expect(new Set(await Promise.all(tags)).size).toBe(4);
    const since = (await ask('', {}, 'HEAD')).headers['last-modified']!;
    expect((await ask('', { 'If-Modified-Since': since })).status).toBe(304);
  });

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('is that it is compressed, where %s is asked for', async (coding, decode) => {
    const plain = await ask('?format=ndjson');
    const connection = await RawConnection.open(rig.open.url);
    const headers = { 'Accept-Encoding': coding, Connection: 'close' };
    connection.send(requestText('GET', `${EXPORT}?format=ndjson`, headers));
    await connection.ended;
    const text = connection.rest;
    const end = text.indexOf('\r\n\r\n');
    expect(text.slice(0, end)).toMatch(new RegExp(`content-encoding: ${coding}\r\n`));
    expect(text.slice(0, end)).not.toMatch(/content-length/);
    const coded = unchunked(Buffer.from(text.slice(end + 4), 'latin1'));
    expect(decode(coded).toString()).toBe(plain.body);
    expect(text).toContain(`etag: ${plain.headers['etag']}`);
  });
});

describe('who may have an export', () => {
  it('is who may have a listing', async () => {
    expect((await rawRequest(rig.keyed.url, requestText('GET', EXPORT))).status).toBe(401);
    const headers = { 'X-Api-Key': READER.key };
    expect((await rawRequest(rig.keyed.url, requestText('GET', EXPORT, headers))).status).toBe(200);
    const { status, headers: told } = await ask('', {}, 'POST');
    expect([status, told['allow']]).toEqual([405, 'GET, HEAD']);
  });
});

/** The bytes of a body in chunks (RFC 9112, 7.1). */
function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = parseInt(bytes.subarray(at, lineEnd).toString(), 16);
    if (length === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}
