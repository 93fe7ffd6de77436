import { join } from 'node:path';

import request from 'supertest';

import { generateImages, syntheticImage } from '../../src/stand-in/generate-images.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { SourcesRig, statesOf, statusOf } from '../support/sources-rig.js';

const ASKED_IN_TURN = 6;
const LONGEST_START_MS = 50_000;

jest.setTimeout(90_000);

const NOWHERE = { url: 'http://127.0.0.1:1' };
const SOURCES = {
  kr1: generateImages(60),
  kr2: generateImages(50),
  jp1: Array.from({ length: 20 }, (_, index) => syntheticImage('three', index)),
};

let rig: SourcesRig;
let started: BuiltProgram[] = [];

beforeEach(async () => {
  rig = await SourcesRig.start(SOURCES);
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await rig.stop();
});

/** The addresses of a built gateway that listens. */
async function start(
  env: Readonly<Record<string, string>> = {},
  members: Parameters<SourcesRig['env']>[0] = {},
): Promise<{ program: BuiltProgram; url: string; managementUrl: string }> {
  const settings = { ...gatewayEnvironment(''), ...rig.env(members), ...env };
  const program = new BuiltProgram('main.js', { cwd: rig.folder, env: settings });
  started.push(program);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  return { program, ...(await program.listening()) };
}

/** Waits until every process serves so many images: with several of them, each answers in its turn. */
async function serves(gateway: { url: string }, count: number): Promise<void> {
  let inARow = 0;
  await eventually(
    async () => (await statusOf(gateway)).count,
    (served) => {
      inARow = served === count ? inARow + 1 : 0;
      return inARow >= ASKED_IN_TURN;
    },
    20_000,
  );
}

describe.each([['1'], ['2']])('a built gateway of %s with several sources', (PROCESSES) => {
  it('serves them as one catalogue, without one that is dead', async () => {
    const gateway = await start({ PROCESSES }, { kr2: NOWHERE });
    await serves(gateway, 80);
    // with several processes each of them is asked
    for (let asked = 0; asked < ASKED_IN_TURN; asked++) {
      const status = await statusOf(gateway);
      expect(statesOf(status)).toEqual({ kr1: 'ok', kr2: 'missing', jp1: 'ok' });
      const answer = await request(gateway.url).get(`/v1/images?limit=3&offset=${asked % 3}`);
      expect([answer.status, answer.headers['catalog-missing']]).toEqual([200, 'kr2']);
      expect(answer.body).toMatchObject({ page: { total: 80 }, catalog: { version: status.version } });
    }
    const alone = await request(gateway.url).get('/v1/images?source=kr2');
    expect([alone.status, (alone.body as { code: string }).code]).toEqual([502, 'UPSTREAM_UNAVAILABLE']);
    expect((await request(gateway.managementUrl).get('/readyz')).status).toBe(200);
  });

  it('follows a change of one of them, and has one image for each source with an id', async () => {
    const gateway = await start({ PROCESSES, CACHE_FRESH_FOR: '1s' });
    await serves(gateway, 130);
    const { id } = SOURCES.kr1[0]!;
    const ambiguous = await request(gateway.url).get(`/v1/images/${id}`);
    expect([ambiguous.status, ambiguous.body]).toEqual([
      409,
      expect.objectContaining({ code: 'AMBIGUOUS_ID', sources: ['kr1', 'kr2'] }),
    ]);
    rig.upstream('kr2').images = generateImages(55);
    await serves(gateway, 135);
    rig.upstream('kr2').fail('images', { kind: 'reset' });
    await eventually(
      () => statusOf(gateway),
      (status) => statesOf(status)['kr2'] === 'stale' && statesOf(status)['kr1'] === 'ok',
      20_000,
    );
    expect((await statusOf(gateway)).count).toBe(135);
  });

  it('comes up ready with what is stored, while all of them are down', async () => {
    const CACHE_URL = `file:${join(rig.folder, 'catalog')}`;
    const before = await start({ PROCESSES, CACHE_URL });
    await serves(before, 130);
    const { version } = await statusOf(before);
    before.program.signal('SIGTERM');
    await before.program.ended;
    const after = await start({ PROCESSES, CACHE_URL }, { kr1: NOWHERE, kr2: NOWHERE, jp1: NOWHERE });
    expect((await request(after.managementUrl).get('/readyz')).status).toBe(200);
    const answer = await request(after.url).get('/v1/images?limit=1');
    expect(answer.body).toMatchObject({ page: { total: 130 }, catalog: { version } });
  });
});

it('a dozen sources are no reason for a warning', async () => {
  const { url } = rig.upstream('jp1');
  const sources = Array.from({ length: 12 }, (_, at) => ({
    id: `source-${at}`,
    api: 'toast-v1',
    url,
    appkeyFile: join(rig.folder, 'jp1-appkey'),
    usernameFile: join(rig.folder, 'username'),
    passwordFile: join(rig.folder, 'password'),
  }));
  const UPSTREAM_SOURCES_FILE = rig.write('dozen.json', JSON.stringify({ sources }));
  const gateway = await start({ UPSTREAM_SOURCES_FILE });
  await serves(gateway, 12 * 20);
  expect(gateway.program.logs.filter(({ level }) => level !== 'info')).toEqual([]);
});

it('a wrong file of sources ends a start with exit code 78 and one list of all faults', async () => {
  const settings = { ...gatewayEnvironment(''), ...rig.env({ kr1: { pageSize: 0, colour: 'red' } }) };
  const program = new BuiltProgram('main.js', { cwd: rig.folder, env: { ...settings, PORT: 'x' } });
  started.push(program);
  expect((await program.ended).code).toBe(78);
  expect(program.stderr).toContain('sources[0].pageSize must be');
  expect(program.stderr).toContain('sources[0].colour is no member');
  expect(program.stderr).toContain('PORT: ');
});

describe('the demo with regions', () => {
  it('shows three, of which two speak Glance', async () => {
    const demo = new BuiltProgram('stand-in/demo.js', {
      cwd: rig.folder,
      args: ['--regions'],
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', MANAGEMENT_PORT: '0' },
    });
    const { url } = await demo.listening();
    const { sources } = await eventually(
      () => statusOf({ url }),
      (status) => status.sources.every(({ state }) => state === 'ok'),
      20_000,
    );
    expect(sources.map(({ id, api }) => [id, api])).toEqual([
      ['kr1', 'toast-v1'],
      ['kr2', 'glance-v2'],
      ['jp1', 'glance-v2'],
    ]);
    for (const { count } of sources) expect(count).toBeGreaterThan(100);
    demo.signal('SIGTERM');
    expect((await demo.ended).code).toBe(0);
  });
});
