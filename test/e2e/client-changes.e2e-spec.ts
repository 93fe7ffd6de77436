import { ImageGatewayClient, type CatalogEvent } from '../../client/src/client.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { renamed } from '../support/changes-client.js';
import { catalogLoaded, listImages, refreshAfter, startRig, type Rig } from '../support/upstream-rig.js';

const IMAGES = generateImages(30);

let rig: Rig;
let client: ImageGatewayClient;

beforeEach(async () => {
  rig = await startRig({ images: IMAGES, env: { CACHE_KEEP_WARM: 'false', CACHE_FRESH_FOR: '60s' } });
  await catalogLoaded(rig);
  client = new ImageGatewayClient({ baseUrl: rig.gateway.url, retries: 0 });
});

afterEach(() => rig.stop());

async function version(): Promise<string> {
  return (await client.listImages({ limit: 1 })).catalog.version;
}

/** @returns the version that comes of it */
async function become(images: Rig['upstream']['images']): Promise<string> {
  rig.upstream.images = images;
  await refreshAfter(rig, () => {
    rig.clock.advance(61_000);
    return listImages(rig, '?limit=1');
  });
  return version();
}

describe('the client of a list that changes', () => {
  it('tells what has changed since a version', async () => {
    const from = await version();
    const to = await become([renamed(IMAGES[0]!, 'a new name'), ...IMAGES.slice(1, -1)]);
    const { added, removed, changed, ...versions } = await client.changesSince(from);
    expect(versions).toEqual({ from, to });
    expect([added, removed.length, changed.length]).toEqual([[], 1, 1]);
    expect(changed[0]!.image.name).toBe('a new name');
    await expect(client.changesSince('0123456789abcdef')).rejects.toMatchObject({ code: 'VERSION_GONE' });
  });

  it('watches from a version on, and ends with its signal', async () => {
    const after = await version();
    const first = await become(IMAGES.slice(0, 20));
    const stop = new AbortController();
    const watch = client.watch({}, { after, signal: stop.signal });
    const next = async (): Promise<CatalogEvent> => (await watch.next()).value as CatalogEvent;
    expect(await next()).toEqual({ version: first, previous: after, added: 0, removed: 10, changed: 0 });
    const second = next();
    const last = await become(IMAGES.slice(0, 25));
    expect(await second).toEqual({ version: last, previous: first, added: 5, removed: 0, changed: 0 });
    const third = next();
    stop.abort(new Error('enough'));
    await expect(third).rejects.toMatchObject({ message: 'enough' });
  });

  it('is told to read the list again, where a version is not known', async () => {
    const watch = client.watch({}, { after: '0123456789abcdef' });
    const { value } = await watch.next();
    expect(value).toMatchObject({ previous: null, added: 30 });
    await watch.return();
  });

  it('finds the newest image', async () => {
    const newest = await client.latestImage({ fields: ['createdAt'] });
    const { items } = await client.listImages({
      sort: '-createdAt',
      status: 'active',
      fields: ['createdAt'],
    });
    expect(newest).toEqual(items[0]);
    await expect(client.latestImage({ name: 'none' })).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });
});
