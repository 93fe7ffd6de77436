import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER } from '../support/door-rig.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const PORTAL = 'https://portal.example.com';
const KEY = { 'X-Api-Key': READER.key };
const PAGE = '/v1/images?limit=5';

let upstream: StandIn;
let keyFile: KeyFile;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(20) });
  keyFile = new KeyFile(READER);
});

afterAll(async () => {
  await upstream.close();
  keyFile.discard();
});

beforeEach(async () => {
  gateway = await startGateway({
    upstreamUrl: upstream.url,
    env: {
      ACCESS_MODE: 'api-key',
      ACCESS_KEYS_FILE: keyFile.path,
      CORS_ORIGINS: PORTAL,
      RATE_LIMIT: '6/1h',
    },
  });
});

afterEach(() => gateway.stop());

function ask(target: string, headers: Record<string, string>, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(gateway.url, requestText(method, target, { Origin: PORTAL, ...headers }));
}

function preflight(): Promise<RawAnswer> {
  return ask(PAGE, { 'Access-Control-Request-Method': 'GET' }, 'OPTIONS');
}

function expectReadable({ headers }: RawAnswer): void {
  expect(headers['access-control-allow-origin']).toBe(PORTAL);
  expect(headers['vary']).toMatch(/\borigin\b/i);
  const exposed = String(headers['access-control-expose-headers']).toLowerCase().split(', ');
  expect(exposed).toEqual(expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'retry-after']));
}

describe('browser code of another origin', () => {
  it('reads how much it has left, and that there were too many: of a known page as of any other', async () => {
    for (let left = 5; left >= 0; left--) {
      const answer = await ask(PAGE, KEY);
      expect([answer.status, answer.headers['ratelimit']]).toEqual([
        200,
        expect.stringContaining(`;r=${left};`),
      ]);
      expectReadable(answer);
    }
    for (const target of [PAGE, '/v1/images?limit=6', '/v1/nope']) {
      const answer = await ask(target, KEY);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expectReadable(answer);
    }
  });

  it('reads that its credentials were wrong too often', async () => {
    const wrong = { 'X-Api-Key': 'not-a-key' };
    const answers = [];
    for (let count = 0; count < 6; count++) answers.push(await ask(PAGE, wrong));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    answers.forEach(expectReadable);
  });

  it('pays nothing for the leave to ask', async () => {
    for (let count = 0; count < 10; count++) expect((await preflight()).status).toBe(204);
    expect((await ask(PAGE, KEY)).headers['ratelimit']).toContain(';r=5;');
  });
});
