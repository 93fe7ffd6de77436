import type { Fault } from '../../src/stand-in/fault.js';

import { startOpenStackRig, type OpenStackRig } from '../support/openstack-rig.js';
import { catalogLoaded, listImages, refreshAfter, refreshOutcomes } from '../support/upstream-rig.js';

let rig: OpenStackRig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

const JSON_TYPE = { 'content-type': 'application/json' };
const PAGE =
  '<html>\n <head>\n  <title>Error</title>\n </head>\n <body>\n  <h1>Error</h1>\n </body>\n</html>';

/** The shapes in which the parts of a cloud say no; the status alone decides. */
const SHAPES: readonly (readonly [string, (status: number) => Fault])[] = [
  ['a page', (status) => ({ kind: 'status', status, body: PAGE })],
  [
    "Glance's JSON",
    (status) => ({
      kind: 'status',
      status,
      headers: JSON_TYPE,
      body: `{"message": "No<br /><br />\\n\\n\\n", "code": "${status} Reason", "title": "Reason"}`,
    }),
  ],
  [
    "Keystone's JSON",
    (status) => ({
      kind: 'status',
      status,
      headers: { ...JSON_TYPE, 'www-authenticate': 'Keystone uri="https://keystone.example.test"' },
      body: `{"error": {"code": ${status}, "title": "Reason", "message": "No"}}`,
    }),
  ],
  [
    'plain text',
    (status) => ({ kind: 'status', status, headers: { 'content-type': 'text/plain' }, body: 'No' }),
  ],
  ['nothing', (status) => ({ kind: 'status', status, body: '' })],
];

/** How often the list is asked for in one refresh, and what becomes of it. */
const STATUSES: readonly (readonly [number, string, { tokens: number; images: number }])[] = [
  [300, 'UPSTREAM_INVALID', { tokens: 1, images: 1 }],
  [302, 'UPSTREAM_INVALID', { tokens: 1, images: 1 }],
  [400, 'UPSTREAM_REJECTED', { tokens: 1, images: 1 }],
  [401, 'UPSTREAM_REJECTED', { tokens: 2, images: 2 }],
  [403, 'UPSTREAM_REJECTED', { tokens: 1, images: 1 }],
  [404, 'UPSTREAM_REJECTED', { tokens: 1, images: 1 }],
  [408, 'UPSTREAM_REJECTED', { tokens: 1, images: 3 }],
  [409, 'UPSTREAM_REJECTED', { tokens: 1, images: 1 }],
  [413, 'UPSTREAM_REJECTED', { tokens: 1, images: 1 }],
  [429, 'UPSTREAM_UNAVAILABLE', { tokens: 1, images: 3 }],
  [500, 'UPSTREAM_UNAVAILABLE', { tokens: 1, images: 3 }],
  [502, 'UPSTREAM_UNAVAILABLE', { tokens: 1, images: 3 }],
  [503, 'UPSTREAM_UNAVAILABLE', { tokens: 1, images: 3 }],
  [504, 'UPSTREAM_UNAVAILABLE', { tokens: 1, images: 3 }],
];

function calls(): { tokens: number; images: number } {
  return { tokens: rig.upstream.count('tokens'), images: rig.upstream.count('images') };
}

describe.each(SHAPES)('an image service that says no with %s', (_shape, fault) => {
  it.each(STATUSES)('and status %i', async (status, code, expected) => {
    rig = await startOpenStackRig({ before: (upstream) => upstream.fail('images', fault(status)) });
    const answer = await rig.clock.passing(listImages(rig));
    expect(answer.body).toMatchObject({ status: 502, code });
    expect(calls()).toEqual(expected);
    expect(answer.text + JSON.stringify(rig.gateway.logs)).not.toMatch(/Reason|<h1>|keystone\.example/);
  });
});

describe('an image service', () => {
  it.each<readonly [string, Fault]>([
    ['is busy', { kind: 'status', status: 503 }],
    ['resets the connection', { kind: 'reset' }],
    ['breaks off', { kind: 'truncate' }],
  ])('that %s for a moment is asked again', async (_what, fault) => {
    rig = await startOpenStackRig({ before: (upstream) => upstream.fail('images', [fault]) });
    expect((await rig.clock.passing(listImages(rig))).status).toBe(200);
  });

  it('that says when to come back is left alone until then, and the list from before is served', async () => {
    rig = await startOpenStackRig();
    await catalogLoaded(rig);
    rig.upstream.clearCalls();
    rig.upstream.fail('images', { kind: 'status', status: 429, headers: { 'retry-after': '120' } });
    const outcome = await refreshAfter(rig, () => {
      rig.clock.advance(61_000);
      return listImages(rig);
    });
    expect(outcome).toBe('UPSTREAM_UNAVAILABLE');
    expect(rig.upstream.count('images')).toBe(1);
    rig.clock.advance(90_000);
    const answer = await listImages(rig);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-status']).toContain('detail=stale-if-error');
    expect(rig.upstream.count('images')).toBe(1);
    expect(refreshOutcomes(rig.gateway)).toHaveLength(2);
  });

  it('that does not end is a timeout', async () => {
    rig = await startOpenStackRig({
      before: (upstream) => upstream.fail('images', { kind: 'hang', at: 'body' }),
    });
    const answer = await rig.clock.passing(listImages(rig));
    expect(answer.body).toMatchObject({ status: 504, code: 'UPSTREAM_TIMEOUT' });
  });

  it.each<readonly [string, Fault]>([
    ['a page', { kind: 'body', body: PAGE, contentType: 'text/html' }],
    ['JSON that is cut off', { kind: 'body', body: '{"images": [{"id": "a"}' }],
    ['rows that are no images', { kind: 'rows', rows: [7, null, 'x'] }],
  ])('that answers 200 with %s is unusable, and not an empty list', async (_what, fault) => {
    rig = await startOpenStackRig({ before: (upstream) => upstream.fail('images', fault) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
  });
});
