import { ImageGatewayClient, ProblemError, type Image } from '../../client/src/client.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { KeyFile } from '../support/door-keys.js';
import { catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';
import { requestLines } from '../support/warm-exchange.js';

const COUNT = 450;
const KEY = 'client-key-1';

let rig: Rig;
let keyFile: KeyFile;
let client: ImageGatewayClient;

beforeAll(async () => {
  keyFile = new KeyFile({ client: 'other-team', key: KEY });
  const env = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path };
  rig = await startRig({ images: generateImages(COUNT), env });
  await catalogLoaded(rig);
  client = new ImageGatewayClient({ baseUrl: `${rig.gateway.url}/`, apiKey: KEY, retries: 0 });
});

afterAll(async () => {
  await rig.stop();
  keyFile.discard();
});

async function failure(call: Promise<unknown>): Promise<ProblemError> {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ProblemError) return thrown;
  throw new Error(`no problem: ${String(thrown)}`);
}

function statuses(): unknown[] {
  return requestLines(rig.gateway).map(({ status }) => status);
}

describe('the client', () => {
  it('lists a page of images, as the service answers it', async () => {
    const page = await client.listImages({
      status: ['active', 'queued'],
      osType: 'linux',
      sizeMin: '1GiB',
      limit: 7,
    });
    const answer = await fetch(
      `${rig.gateway.url}/v1/images?status=active&status=queued&osType=linux&sizeMin=1GiB&limit=7`,
      { headers: { 'X-Api-Key': KEY } },
    );
    expect(page).toEqual(await answer.json());
    const image: Image = page.items[0]!;
    expect(image.osType).toBe('linux');
  });

  it('sends names with commas, blanks and letters of any script as they are', async () => {
    const names = ['a, b', 'c & d=e', '웹 서버', '100%', '+'];
    expect((await client.listImages({ name: names })).links.self).toContain('%EC%9B%B9');
    expect((await client.listImages({ name: names, protected: false })).items).toEqual([]);
  });

  it('gives fields that were asked for, and no others', async () => {
    const { items } = await client.listImages({ fields: ['name', 'createdAt'], limit: 1 });
    expect(Object.keys(items[0]!)).toEqual(['id', 'name', 'createdAt']);
    const name: string | null = items[0]!.name;
    expect(typeof name).toBe('string');
  });

  it('walks over all images, each once', async () => {
    const ids: string[] = [];
    for await (const { id } of client.iterateImages({ fields: ['id'], sort: 'name' })) ids.push(id);
    const expected = upstreamIds();
    expect(ids.toSorted()).toEqual(expected);
    const few: string[] = [];
    for await (const { id } of client.iterateImages({ limit: 3, sort: 'name' }))
      if (few.push(id) === 10) break;
    expect(few).toEqual(ids.slice(0, 10));
  });

  it('gets one image, or says that there is none', async () => {
    const { items } = await client.listImages({ limit: 1 });
    expect(await client.getImage(items[0]!.id)).toEqual(items[0]);
    expect(await client.getImage(items[0]!.id, { fields: ['status'] })).toEqual({
      id: items[0]!.id,
      status: items[0]!.status,
    });
    const { code, status, requestId, errors } = await failure(client.getImage('no/such image?'));
    expect([code, status, errors]).toEqual(['IMAGE_NOT_FOUND', 404, []]);
    expect(requestId).toMatch(/^.{16}$/);
  });

  it('tells everything that is wrong with a query', async () => {
    const { code, errors } = await failure(client.listImages({ limit: 0, status: 'nope' }));
    expect([code, errors.map((each) => [each.parameter, each.code])]).toEqual([
      'INVALID_PARAMETER',
      [
        ['limit', 'OUT_OF_RANGE'],
        ['status', 'UNKNOWN_VALUE'],
      ],
    ]);
    expect(errors[1]!.allowed).toContain('active');
  });

  it('says who calls, by key or token', async () => {
    const { url: baseUrl } = rig.gateway;
    const stranger = new ImageGatewayClient({ baseUrl, token: () => 'no-token', retries: 0 });
    expect(await failure(stranger.listImages())).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('asks whether what it has still holds, and gives a copy of its own to every caller', async () => {
    const query = { q: 'ubuntu', limit: 5 };
    const first = await client.listImages(query);
    const before = statuses().length;
    const second = await client.listImages(query);
    expect(statuses().slice(before)).toEqual([304]);
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
    const forgetful = new ImageGatewayClient({ baseUrl: rig.gateway.url, apiKey: KEY, keptCharacters: 0 });
    await forgetful.listImages(query);
    await forgetful.listImages(query);
    expect(statuses().slice(before)).toEqual([304, 200, 200]);
  });
});

function upstreamIds(): string[] {
  return rig.upstream.images.map(({ id }) => id.toLowerCase()).toSorted();
}
