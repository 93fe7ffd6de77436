import type { Image } from '../../src/domain/image.js';
import { encodeQuery, QueryClient, type Query, type ServedProblem } from '../support/query-client.js';
import { aRow } from '../support/query-row.js';
import { catalogLoaded, refreshAfter, startRig, type Rig } from '../support/upstream-rig.js';

const rocky = (id: string, version: string, created: string, own: object = {}) =>
  aRow(id, {
    createdAt: `${created}T00:00:00.000000`,
    properties: { os_type: 'linux', os_distro: 'rocky', os_version: version, ...own },
  });
const ROWS = [
  rocky('r-9-9', '9.9', '2026-04-01', { release_date: '2026.04.02' }),
  rocky('r-9-10', '9.10', '2025-04-01', { release_date: '2025.04.02' }),
  rocky('r-9-10-later', '9.10', '2025-03-01', { release_date: '2025.06.01' }),
  rocky('r-9-10-twin', '9.10', '2025-03-01', { release_date: '2025.06.01' }),
  rocky('r-old', '8.1', '2019-01-01', { deprecate_date: '2099.01.01' }),
  rocky('r-gone', '7.0', '2026-05-01', { deprecate_date: '2026.05.02' }),
  { ...rocky('r-off', '10', '2026-06-01'), status: 'deactivated' },
  aRow('b-same', { createdAt: '2026-04-20T00:00:00.000000', name: 'twin' }),
  aRow('a-same', { createdAt: '2026-04-20T00:00:00.000000', name: 'twin' }),
  aRow('undated', { name: 'undated', createdAt: '' }),
];

describe('GET /v1/images/latest', () => {
  let rig: Rig;
  let client: QueryClient;

  beforeAll(async () => {
    rig = await startRig({ images: ROWS });
    await catalogLoaded(rig);
    client = new QueryClient(rig.gateway.url);
  });

  afterAll(async () => {
    client.close();
    await rig.stop();
  });

  async function latest(query: Query = {}): Promise<Image & ServedProblem & { readonly status: string }> {
    const { text } = await client.send(`/v1/images/latest?${encodeQuery(query)}`);
    // an image, or a problem, which the expectation tells apart
    return JSON.parse(text) as Image & ServedProblem;
  }

  it.each<[string, Query, string]>([
    ['the image that was created last, of equal ones the first by id', {}, 'a-same'],
    ['that of those that match', { osDistro: 'rocky' }, 'r-9-9'],
    ['by version, naturally', { by: 'version', osDistro: 'rocky', createdSince: '2025-04-01' }, 'r-9-10'],
    ['by version, then release date, then id', { by: 'version' }, 'r-9-10-later'],
    ['one without a date, where there is no other', { name: 'undated' }, 'undated'],
    ['one whose deprecation lies ahead', { osVersion: '8.1' }, 'r-old'],
    ['one whose deprecation has passed, if its status is asked for', { status: 'active' }, 'r-gone'],
    ['also with other statuses', { status: ['active', 'deactivated'], osDistro: 'rocky' }, 'r-gone'],
  ])('is %s', async (_what, query, id) => {
    const found = await latest(query);
    expect(found.id).toBe(id);
    expect(found).toEqual((await client.page({ id })).items[0]);
  });

  it('is the bare image, or the fields of it that were asked for', async () => {
    const { text } = await client.send('/v1/images/latest?fields=createdAt,name');
    expect(text).toBe('{"id":"a-same","name":"twin","createdAt":"2026-04-20T00:00:00.000Z"}');
  });

  it.each<[Query, string]>([
    [{ status: 'deactivated' }, "No usable image matches 'status'; change this filter or leave it out."],
    [{ osVersion: '7.0' }, "No usable image matches 'osVersion'; change this filter or leave it out."],
    [
      { osDistro: 'rocky', osVersion: '9.9', family: 'none', protected: 'false' },
      "No usable image matches 'family'; change this filter or leave it out.",
    ],
    [
      { osType: 'linux', name: 'twin', protected: 'false' },
      "No usable image matches 'name' and 'osType' together; change one of them or leave it out.",
    ],
  ])('is 404 for %j, and says which filter left nothing', async (query, detail) => {
    expect(await latest(query)).toMatchObject({ status: 404, code: 'IMAGE_NOT_FOUND', detail });
  });

  it.each<[string, string, string]>([
    ['by=newest', 'by', 'UNKNOWN_VALUE'],
    ['by=Created', 'by', 'UNKNOWN_VALUE'],
    ['by=', 'by', 'EMPTY_VALUE'],
    ['by=created&by=version', 'by', 'REPEATED_PARAMETER'],
    [`by=${'x'.repeat(257)}`, 'by', 'TOO_LONG'],
    ['by=%00', 'by', 'INVALID_FORMAT'],
    ['fields=id,bogus', 'fields', 'UNKNOWN_VALUE'],
    ['sort=name', 'sort', 'UNKNOWN_PARAMETER'],
  ])('refuses %s', async (query, parameter, code) => {
    const { status, text } = await client.send(`/v1/images/latest?${query}`);
    const { errors } = JSON.parse(text) as ServedProblem;
    expect([status, errors]).toMatchObject([400, [{ parameter, code }]]);
    if (parameter === 'by' && code === 'UNKNOWN_VALUE')
      expect(errors[0]?.allowed).toEqual(['created', 'version']);
  });

  it('does not depend on the time, only on what the list holds', async () => {
    const before = await client.send('/v1/images/latest?osVersion=8.1');
    rig.clock.advance(1_000);
    expect((await client.send('/v1/images/latest?osVersion=8.1')).text).toBe(before.text);
    const image = aRow('new', { name: 'new', updatedAt: '2099-01-02T00:00:00.000000' });
    rig.upstream.images = [...ROWS, image];
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('changed');
    expect(await latest({ osVersion: '8.1' })).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    rig.upstream.images = ROWS;
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('changed');
    const again = await client.send('/v1/images/latest?osVersion=8.1');
    expect([again.text, again.headers.etag]).toEqual([before.text, before.headers.etag]);
  });
});

it('GET /v1/images/latest of an empty list is 404', async () => {
  const rig = await startRig({ images: [] });
  await catalogLoaded(rig);
  const client = new QueryClient(rig.gateway.url);
  for (const query of ['', '?osType=linux']) {
    const { status, text } = await client.send(`/v1/images/latest${query}`);
    expect([status, JSON.parse(text)]).toMatchObject([
      404,
      { code: 'IMAGE_NOT_FOUND', detail: 'There is no usable image at all.' },
    ]);
  }
  client.close();
  await rig.stop();
});
