import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const KEY = `igw_${'aB3-_'.repeat(9).slice(0, 43)}`;
const OTHER = `igw_${'zY9-_'.repeat(9).slice(0, 43)}`;
const TOKEN = `eyJhbGciOiJSUzI1NiJ9.${'eyJzdWIiOiJtZSJ9'.repeat(8)}.${'c2ln'.repeat(20)}`;

let upstream: StandIn;
let keyFile: KeyFile;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(5) });
  keyFile = new KeyFile({ client: 'reader', key: KEY });
  gateway = await startGateway({
    upstreamUrl: upstream.url,
    env: { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path, LOG_LEVEL: 'trace' },
  });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
  keyFile.discard();
});

function ask(target: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return rawRequest(gateway.url, requestText('GET', target, { 'X-Api-Key': KEY, ...headers }));
}

describe.each([
  ['a key', KEY],
  ['a key that is not known', OTHER],
  ['a token', TOKEN],
])('%s that is put where it does not belong is in no line of the log', (_what, credential) => {
  it.each([
    ['a path', `/v1/images/${credential}`],
    ['a path outside of the API', `/${credential}/x`],
    ['the name of a parameter', `/v1/images?${credential}=1`],
    ['a value', `/v1/images?limit=${credential}`],
    ['the end of a long path', `/v1/images/${'a'.repeat(200)}${credential}`],
  ])('as %s', async (_where, target) => {
    const before = gateway.logs.length;
    await ask(target);
    await ask(target, { 'X-Request-Id': credential });
    const lines = JSON.stringify(gateway.logs.slice(before));
    expect(lines).toContain('"msg":"request"');
    for (const piece of [credential, credential.slice(0, 40)]) expect(lines).not.toContain(piece);
  });

  it('as an id of a request, and that is not given back', async () => {
    const { headers } = await ask('/v1/images', { 'X-Request-Id': credential });
    expect(headers['x-request-id']).not.toContain(credential.slice(0, 40));
  });
});
