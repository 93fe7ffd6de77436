import fc from 'fast-check';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';

import { anyParts } from '../support/query-any.js';
import { QueryClient, type ServedProblem } from '../support/query-client.js';
import {
  ILL_FORMED,
  JUST_RIGHT,
  LONGEST,
  MOST,
  OUT_OF_BOUNDS,
  RIGHT_VALUES,
  SINGLE,
  SLIPS,
  TYPED,
  UNKNOWN_VALUES,
} from '../support/query-faults.js';
import { aRow } from '../support/query-row.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

type Faults = readonly string[];

const EVERY = Object.keys(RIGHT_VALUES);
const TEXTS = EVERY.filter((name) => !TYPED.includes(name));
const NO_TEXTS = '% a% %2 %zz %FF %C3%28 %ED%A0%80 %C0%AF %F5%80%80%80 %00 a%00b'.split(' ');
const twice = (name: string): string => `${name}=${RIGHT_VALUES[name]}&${name}=${RIGHT_VALUES[name]}`;

describe('a query that is wrong', () => {
  let upstream: StandIn;
  let gateway: TestGateway;
  let client: QueryClient;
  let cursor: string;

  beforeAll(async () => {
    const rows = [...generateImages(30), aRow('odd', { status: 'importing2', diskFormat: 'wim' })];
    upstream = await startStandIn({ images: rows });
    gateway = await startGateway({ upstreamUrl: upstream.url });
    client = new QueryClient(gateway.url);
    cursor = (await client.page({ limit: '1' })).page.nextCursor ?? '';
  });

  afterAll(async () => {
    client.close();
    await gateway.stop();
    await upstream.close();
  });

  async function problem(query: string, path = '/v1/images'): Promise<ServedProblem> {
    const { status, headers, text } = await client.send(`${path}?${query}`);
    expect([query, status, headers['content-type']?.split(';')[0]]).toEqual([
      query,
      400,
      'application/problem+json',
    ]);
    // the body of a 400
    const body = JSON.parse(text) as ServedProblem;
    expect(body.code).toBe('INVALID_PARAMETER');
    expect(body.errors.every(({ detail }) => detail.length > 0)).toBe(true);
    expect(
      body.errors.every(({ code, allowed }) => (code === 'UNKNOWN_VALUE') === (allowed !== undefined)),
    ).toBe(true);
    return body;
  }

  /** Each as `parameter CODE`, sorted. */
  async function faults(query: string, path?: string): Promise<Faults> {
    const { errors } = await problem(query, path);
    return errors.map(({ parameter, code }) => `${parameter} ${code}`).sort();
  }

  async function expectFaults(queries: Iterable<readonly [query: string, faults: Faults]>): Promise<void> {
    for (const [query, expected] of queries) {
      expect([query, ...(await faults(query))]).toEqual([query, ...[...expected].sort()]);
    }
  }

  /** That this parameter with each of these values, escaped, has this fault and no other. */
  function expectEach(name: string, values: readonly string[], code: string): Promise<void> {
    return expectFaults(values.map((value) => [`${name}=${value}`, [`${name} ${code}`]]));
  }

  it.each(Object.entries(RIGHT_VALUES))('is none with %s=%s', async (name, value) => {
    expect((await client.send(`/v1/images?${name}=${value}`)).status).toBe(200);
  });

  it.each(JUST_RIGHT)('is none at the edge of what %s may be', async (name, values) => {
    for (const value of values) {
      expect([value, (await client.send(`/v1/images?${name}=${value}`)).status]).toEqual([value, 200]);
    }
  });

  it.each([...EVERY, 'cursor'])('is told for %s that is no text at all', async (name) => {
    await expectEach(name, NO_TEXTS, 'INVALID_FORMAT');
  });

  it.each(ILL_FORMED)('is told for %s of another form', async (name, values) => {
    await expectEach(name, values, 'INVALID_FORMAT');
  });

  it.each(OUT_OF_BOUNDS)('is told for %s out of bounds', async (name, values) => {
    await expectEach(name, values, 'OUT_OF_RANGE');
  });

  it.each(SINGLE)('is told for %s given twice', async (name) => {
    await expectFaults([[twice(name), [`${name} REPEATED_PARAMETER`]]]);
  });

  it('is told for a cursor given twice', async () => {
    await expectFaults([[`cursor=${cursor}&cursor=${cursor}`, ['cursor REPEATED_PARAMETER']]]);
  });

  it.each(MOST)('is told for more values of %s than %i', async (name, most) => {
    const query = (count: number) => Array.from({ length: count }, (_, at) => `${name}=v${at}`).join('&');
    expect((await client.send(`/v1/images?${query(most)}`)).status).toBe(200);
    await expectFaults([[query(most + 1), [`${name} TOO_MANY_VALUES`]]]);
  });

  it('is told for too many words or sort keys, also if they are too long for that', async () => {
    await expectFaults([
      ['q=a+b+c+d+e+f+g+h+i', ['q TOO_MANY_VALUES']],
      [`q=${'word+'.repeat(60)}`, ['q TOO_MANY_VALUES']],
      ['sort=name,status,osDistro,osVersion', ['sort TOO_MANY_VALUES']],
      [`sort=${'name,'.repeat(60)}name`, ['sort TOO_MANY_VALUES']],
    ]);
  });

  it.each(LONGEST)(
    'is told for %s of more than %i characters, however many bytes they take',
    async (name, most) => {
      for (const character of ['x', '%F0%9F%9A%80', '%EA%B0%80']) {
        expect((await client.send(`/v1/images?${name}=${character.repeat(most)}`)).status).toBe(200);
        await expectFaults([[`${name}=${character.repeat(most + 1)}`, [`${name} TOO_LONG`]]]);
      }
    },
  );

  it('is told for any other value that is too long', async () => {
    const zeros = '0'.repeat(250);
    await expectFaults([
      ...['status', 'visibility', 'diskFormat', 'containerFormat', 'source', 'sort'].flatMap((name) => [
        [`${name}=${'x'.repeat(256)}`, [`${name} UNKNOWN_VALUE`]] as const,
        [`${name}=${'x'.repeat(257)}`, [`${name} TOO_LONG`]] as const,
      ]),
      [`property=key:${'x'.repeat(253)}`, ['property TOO_LONG']],
      [`fields=${'x'.repeat(513)}`, ['fields TOO_LONG']],
      [`fields=${'id,'.repeat(171)}id`, ['fields TOO_LONG']],
      [`cursor=${'x'.repeat(4096)}`, ['cursor INVALID_CURSOR']],
      [`cursor=${'x'.repeat(4097)}`, ['cursor TOO_LONG']],
      [`limit=${zeros}0000010`, ['limit TOO_LONG']],
      [`offset=${zeros}0000010`, ['offset TOO_LONG']],
      [`sizeMin=${zeros}00010GiB`, ['sizeMin TOO_LONG']],
      [`fitsRam=1.${zeros}000GiB`, ['fitsRam TOO_LONG']],
      [`createdSince=2026-01-01T00:00:00.${zeros}Z`, ['createdSince TOO_LONG']],
    ]);
  });

  it.each(['', '=', '=+', '=%20%20', '=%09', '=%0D%0A', '=%C2%A0', '=%E3%80%80'])(
    'is told for each parameter that is empty or blank: %j',
    async (nothing) => {
      await expectFaults([
        ...TYPED.map((name) => [name + nothing, [`${name} INVALID_FORMAT`]] as const),
        ...[...TEXTS, 'cursor'].map((name) => [name + nothing, [`${name} EMPTY_VALUE`]] as const),
      ]);
    },
  );

  it.each(['sort', 'fields'])('is told for an empty element in %s', async (name) => {
    await expectEach(name, ['name,', ',name', 'name,,status', ',', 'name,+,status', '%2C'], 'EMPTY_VALUE');
  });

  it.each(UNKNOWN_VALUES)(
    'is told for the unknown value in %s, with those that are known',
    async (query, allowed) => {
      const { errors } = await problem(query);
      const [name = ''] = query.split('=');
      expect(errors).toEqual([
        { parameter: name, code: 'UNKNOWN_VALUE', detail: errors[0]?.detail, allowed },
      ]);
    },
  );

  it.each(['diskFormat', 'containerFormat'])(
    'is told for an unknown %s, with those that are known',
    async (name) => {
      const [fault, ...more] = (await problem(`${name}=floppy`)).errors;
      expect([fault?.code, more]).toEqual(['UNKNOWN_VALUE', []]);
      expect(fault?.allowed).toEqual([...(fault?.allowed ?? [])].sort());
      expect(fault?.allowed).toContain(RIGHT_VALUES[name]);
      if (name === 'diskFormat') expect(fault?.allowed).toContain('wim');
    },
  );

  it.each(['name,bogus', 'Name', '-name', '+name', 'name;id', '*'])(
    'is told for the unknown field in fields=%s, with those that are known',
    async (list) => {
      const [image] = (await client.page({ limit: '1' })).items;
      const { errors } = await problem(`fields=${list}`);
      expect(errors.map(({ code, allowed }) => [code, allowed])).toEqual([
        ['UNKNOWN_VALUE', Object.keys(image ?? {})],
      ]);
    },
  );

  it.each<[string, Faults]>([
    ['sizeMin=2&sizeMax=1', ['sizeMax CONFLICT']],
    ['sizeMax=1kB&sizeMin=1KiB', ['sizeMax CONFLICT']],
    ['createdSince=2026-01-02&createdBefore=2026-01-01', ['createdBefore CONFLICT']],
    ['createdBefore=2026-01-01&createdSince=2026-01-01T09:00:00%2B09:00', ['createdBefore CONFLICT']],
    ['updatedSince=2026-01-01T00:00:00Z&updatedBefore=2026-01-01', ['updatedBefore CONFLICT']],
    ['sort=name,name', ['sort CONFLICT']],
    ['sort=name,-name', ['sort CONFLICT']],
    ['fields=id,name,id', ['fields CONFLICT']],
  ])('is told for what cannot be both: %s', async (query, expected) => {
    await expectFaults([[query, expected]]);
  });

  it('is told for an offset together with a cursor, on the offset', async () => {
    await expectFaults([
      [`cursor=${cursor}&offset=0`, ['offset CONFLICT']],
      [`offset=5&cursor=forged`, ['cursor INVALID_CURSOR', 'offset CONFLICT']],
    ]);
  });

  it('is told for a cursor, also together with values that only the catalogue knows', async () => {
    await expectFaults([
      [`cursor=${cursor}&status=active`, ['cursor CURSOR_MISMATCH']],
      [`cursor=${cursor}&diskFormat=wim`, ['cursor CURSOR_MISMATCH']],
      [`cursor=${cursor}&diskFormat=floppy`, ['cursor CURSOR_MISMATCH', 'diskFormat UNKNOWN_VALUE']],
      [`cursor=${cursor}&sizeMin=x`, ['sizeMin INVALID_FORMAT']],
      ['cursor=forged&diskFormat=wim', ['cursor INVALID_CURSOR']],
    ]);
  });

  it('is told where there is no catalogue, unless only that could tell', async () => {
    const failing = await startStandIn();
    failing.fail('images', { kind: 'status', status: 403 });
    const without = await startGateway({ upstreamUrl: failing.url });
    const asked = new QueryClient(without.url);
    const statusOf = async (query: string) => (await asked.send(`/v1/images?${query}`)).status;
    for (const wrong of ['cursor=forged', 'limit=0', 'source=other'])
      for (const and of ['', '&diskFormat=floppy']) expect(await statusOf(wrong + and)).toBe(400);
    expect(await statusOf('diskFormat=floppy')).toBe(502);
    asked.close();
    await without.stop();
    await failing.close();
  });

  it('is none where minimum and maximum are the same', async () => {
    expect(await client.ids({ sizeMin: '1KiB', sizeMax: '1024' })).toEqual([]);
  });

  it.each(SLIPS)(
    'is told for the unknown parameter %s, with the nearest that is known',
    async (name, nearest) => {
      const { errors } = await problem(`${name}=1`);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ parameter: name.replace('+', ' '), code: 'UNKNOWN_PARAMETER' });
      expect(errors[0]?.detail).toContain(`'${nearest}'`);
    },
  );

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'page',
    'facet',
    'by',
    'format',
    'since',
    'a%00b',
    '',
  ])('is told for the parameter %j, which is none here', async (name) => {
    await expectFaults([
      [`${name}=1`, [`${decodeURIComponent(name)} UNKNOWN_PARAMETER`]],
      [`${name}=1&${name}=2`, [`${decodeURIComponent(name)} UNKNOWN_PARAMETER`]],
      [`${name}=%`, [`${decodeURIComponent(name)} INVALID_FORMAT`]],
    ]);
  });

  it('is told with all its faults at once', async () => {
    const query = [
      ...[
        'limit=0',
        'offset=ten',
        'sort=name,bogus',
        'fields=',
        'status=bogus',
        'status=+',
        'id=a/b',
        'protected=yes',
      ],
      ...[
        'sizeMin=2',
        'sizeMax=1',
        'createdSince=2023-02-30',
        'createdBefore=2201-01-01',
        `name=${'x'.repeat(257)}`,
      ],
      ...[
        'tag=a',
        'tag=',
        'q=%FF',
        'nonsense=1',
        '__proto__=1',
        'source=other',
        'nameContains=a',
        'nameContains=b',
      ],
    ];
    const expected = [
      ...['limit OUT_OF_RANGE', 'offset INVALID_FORMAT', 'sort UNKNOWN_VALUE', 'fields EMPTY_VALUE'],
      ...['status UNKNOWN_VALUE', 'status EMPTY_VALUE', 'id INVALID_FORMAT', 'protected INVALID_FORMAT'],
      ...['sizeMax CONFLICT', 'createdSince INVALID_FORMAT', 'createdBefore OUT_OF_RANGE', 'name TOO_LONG'],
      ...['tag EMPTY_VALUE', 'q INVALID_FORMAT', 'nonsense UNKNOWN_PARAMETER', '__proto__ UNKNOWN_PARAMETER'],
      ...['source UNKNOWN_VALUE', 'nameContains REPEATED_PARAMETER'],
    ];
    await expectFaults([
      [query.join('&'), expected],
      [query.toReversed().join('&'), expected],
    ]);
    expect((await problem(query.join('&'))).detail).toContain(String(expected.length));
  });

  it('is told by the upper of two lines that fit', async () => {
    await expectFaults([
      [`nameContains=%00${'x'.repeat(200)}`, ['nameContains INVALID_FORMAT']],
      ['sort=name%00', ['sort INVALID_FORMAT']],
      ['fields=%00,%00', ['fields INVALID_FORMAT']],
      ['status=%00', ['status INVALID_FORMAT']],
      [`name=${'+'.repeat(257)}`, ['name TOO_LONG']],
      ['createdSince=2300-02-30', ['createdSince INVALID_FORMAT']],
      [`cursor=${'+'.repeat(5000)}`, ['cursor TOO_LONG']],
    ]);
  });

  it('is repeated to its caller with 64 characters of each name at most', async () => {
    for (const character of ['x', '🚀', '%']) {
      const { errors } = await problem(`${encodeURI(character.repeat(90))}=1`);
      expect(errors.map(({ parameter }) => parameter)).toEqual([character.repeat(64)]);
      expect(JSON.stringify(errors)).not.toContain(character.repeat(65));
    }
    expect(await faults(`${'x'.repeat(100)}=%`)).toEqual([`${'x'.repeat(64)} INVALID_FORMAT`]);
  });

  it('is one above 8 KiB, and none of just 8 KiB', async () => {
    const values = Array.from({ length: 40 }, () => `name=${'x'.repeat(199)}`).join('&');
    const query = values.slice(0, 8_192 - 4) + 'xxxx';
    expect((await client.send(`/v1/images?${query}`)).status).toBe(200);
    for (const longer of [`${query}x`, `${query}&`, query + '&name=x'.repeat(500)]) {
      const { status, text } = await client.send(`/v1/images?${longer}`);
      expect([longer.length, status]).toEqual([longer.length, 414]);
      expect(JSON.parse(text)).toMatchObject({ code: 'URI_TOO_LONG' });
    }
  });

  it.each(['\u00ff', '\u00c3\u0028', '\u00ea\u00b0'])(
    'is refused with raw bytes that are no text: %j',
    async (bytes) => {
      // Node sends each of these characters as one byte
      expect((await client.send(`/v1/images?q=${bytes}`)).status).toBe(400);
    },
  );

  it('passes over parts with nothing in them', async () => {
    expect((await client.page('/v1/images?&&limit=1&&')).page.limit).toBe(1);
  });

  describe('about one image', () => {
    const path = '/v1/images/odd';

    it.each<[string, Faults]>([
      ['limit=5', ['limit UNKNOWN_PARAMETER']],
      ['status=active&cursor=x', ['cursor UNKNOWN_PARAMETER', 'status UNKNOWN_PARAMETER']],
      ['fields=bogus', ['fields UNKNOWN_VALUE']],
      ['fields=', ['fields EMPTY_VALUE']],
      ['fields=id,id', ['fields CONFLICT']],
      [`fields=${'x'.repeat(513)}`, ['fields TOO_LONG']],
      ['fields=id&fields=name', ['fields REPEATED_PARAMETER']],
      ['source=other', ['source UNKNOWN_VALUE']],
      ['source=', ['source EMPTY_VALUE']],
      ['source=default&source=default', ['source REPEATED_PARAMETER']],
      ['source=%&fields=bogus&x=1', ['fields UNKNOWN_VALUE', 'source INVALID_FORMAT', 'x UNKNOWN_PARAMETER']],
    ])('is told for %s', async (query, expected) => {
      expect(await faults(query, path)).toEqual(expected);
    });
  });

  it('is never a failure of ours, whatever it is', async () => {
    const check = async (parts: string[]): Promise<void> => {
      const { status } = await client.send(`/v1/images?${parts.join('&')}`);
      expect([200, 400, 414]).toContain(status);
    };
    await fc.assert(fc.asyncProperty(fc.array(anyParts(), { maxLength: 6 }), check), { numRuns: 500 });
    expect(gateway.logs.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
