import { rawRequest, requestText } from '../support/door-raw-http.js';
import {
  ALL,
  HIDDEN,
  PUBLIC,
  PUBLIC_TOO,
  RESTRICTED,
  startViewRig,
  type ViewRig,
} from '../support/view-rig.js';

const EXPORTS = [
  '?sort=name',
  '?format=ndjson',
  '?fields=name,status&status=active',
  '?q=image&sort=-sizeBytes',
];

let rig: ViewRig;

beforeAll(async () => {
  rig = await startViewRig();
});

afterAll(() => rig.door.stop());

describe('an export for a restricted client', () => {
  it.each(RESTRICTED)('is as if the list held nothing else: $client', async (viewer) => {
    rig.serveAlone(viewer);
    for (const query of EXPORTS) {
      const target = `/v1/images/export${query}`;
      const [seen, alone] = [await rig.ask(viewer, target), await rig.askAlone(target)];
      expect([target, seen.status, seen.body]).toEqual([target, 200, alone.body]);
    }
  });

  it('names no value that only hidden images have', async () => {
    const query = `/v1/images/export?status=${HIDDEN.status}`;
    expect((await rig.ask(ALL, query)).status).toBe(200);
    expect((await rig.ask(PUBLIC, query)).status).toBe(400);
  });

  it('has a tag that holds for whoever sees the same, and for nobody else', async () => {
    const tagOf = async (viewer: typeof ALL): Promise<string | undefined> =>
      (await rig.ask(viewer, '/v1/images/export', {}, 'HEAD')).headers['etag'];
    const [all, some, same] = [await tagOf(ALL), await tagOf(PUBLIC), await tagOf(PUBLIC_TOO)];
    expect([some === same, some === all]).toEqual([true, false]);
    const { keyed } = rig.door;
    const asked = { 'X-Api-Key': PUBLIC.key, 'If-None-Match': all! };
    expect((await rawRequest(keyed.url, requestText('GET', '/v1/images/export', asked))).status).toBe(200);
  });
});
