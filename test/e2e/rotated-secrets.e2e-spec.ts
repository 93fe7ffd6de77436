import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { StandInCredentials } from '../../src/stand-in/stand-in.types.js';

import { eventually } from '../support/eventually.js';
import { MountedSecrets } from '../support/mounted-secrets.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';
import { SteadyLoad } from '../support/steady-load.js';

jest.setTimeout(60_000);

const ROTATIONS = 4;

/** The credentials of a version, none of which another has. */
function credentials(version: number): StandInCredentials {
  return {
    appkey: `the-appkey/${version}`,
    username: `user-${version}@example.test`,
    password: `the password ${version}`,
  };
}

const fixedToken = (version: number): string => `the-fixed-token-${version}`;

function filesOf(version: number): Record<string, string> {
  return { ...credentials(version), token: `${fixedToken(version)}\n` };
}

let upstream: StandIn;
let mounted: MountedSecrets;
let gateway: TestGateway;

beforeEach(async () => {
  upstream = await startStandIn({
    images: generateImages(60),
    ...credentials(0),
    fixedToken: fixedToken(0),
  });
  mounted = new MountedSecrets(filesOf(0));
});

afterEach(async () => {
  await gateway.stop();
  await upstream.close();
  mounted.discard();
});

/** A gateway that lists all the time, with its credentials in files. */
async function start(env: Record<string, string | undefined>): Promise<void> {
  gateway = await startGateway({
    upstreamUrl: upstream.url,
    env: {
      UPSTREAM_APPKEY: undefined,
      UPSTREAM_USERNAME: undefined,
      UPSTREAM_PASSWORD: undefined,
      UPSTREAM_APPKEY_FILE: mounted.file('appkey'),
      CACHE_FRESH_FOR: '100ms',
      ...env,
    },
  });
}

const PASSWORD = (): Record<string, string> => ({
  UPSTREAM_USERNAME_FILE: mounted.file('username'),
  UPSTREAM_PASSWORD_FILE: mounted.file('password'),
});
const TOKEN = (): Record<string, string> => ({ UPSTREAM_TOKEN_FILE: mounted.file('token') });

const KINDS = [
  ['user name, password and appkey', PASSWORD],
  ['a fixed token and appkey', TOKEN],
] as const;

/** From now on the upstream takes a version of the credentials, and no other. */
function refuseAllBut(version: number): void {
  upstream.accept(credentials(version));
  upstream.revokeTokens();
  upstream.acceptToken(fixedToken(version));
}

const refreshes = (outcome: string): number => gateway.logs.filter((line) => line['msg'] === outcome).length;

/** Waits for the ends of some more refreshes. */
async function moreRefreshes(): Promise<void> {
  const before = refreshes('refresh');
  await eventually(
    () => refreshes('refresh'),
    (count) => count > before + 2,
    15_000,
  );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the callers and the operator saw of it. */
async function expectNoFailure(load: SteadyLoad): Promise<void> {
  await load.stop();
  expect(load.failures).toEqual([]);
  expect([...load.statuses.keys()]).toEqual([200]);
  expect(gateway.logs.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  expect(refreshes('secret file loaded')).toBeGreaterThanOrEqual(2 * ROTATIONS);
}

describe.each(KINDS)(
  'credentials that are swapped under load, %s, fail no request and no refresh',
  (_, files) => {
    it('where the old ones are refused from that moment on', async () => {
      await start(files());
      await moreRefreshes();
      const load = new SteadyLoad(`${gateway.url}/v1/images`, 4);
      for (let version = 1; version <= ROTATIONS; version++) {
        await pause(300 + 100 * version);
        mounted.swap(filesOf(version));
        refuseAllBut(version);
        await moreRefreshes();
      }
      await expectNoFailure(load);
    });

    it('where the old ones are refused a second later', async () => {
      await start(files());
      const load = new SteadyLoad(`${gateway.url}/v1/images`, 4);
      for (let version = 1; version <= ROTATIONS; version++) {
        upstream.accept(credentials(version - 1), credentials(version));
        upstream.acceptToken(fixedToken(version));
        mounted.swap(filesOf(version));
        await pause(1_000);
        refuseAllBut(version);
        await moreRefreshes();
      }
      await expectNoFailure(load);
    });
  },
);

describe.each(KINDS)('credentials that are swapped while the first list is fetched, %s,', (_, files) => {
  const operation = files === TOKEN ? 'images' : 'tokens';

  it('are used for it when those before are refused', async () => {
    refuseAllBut(1);
    upstream.fail(operation, [{ kind: 'delay', ms: 60_000 }]);
    await start(files());
    const first = fetch(`${gateway.url}/v1/images`);
    await eventually(
      () => upstream.count(operation),
      (calls) => calls === 1,
    );
    mounted.swap(filesOf(1));
    upstream.heal();
    expect((await first).status).toBe(200);
    expect(refreshes('refresh failed')).toBe(0);
  });

  it('are tried once where they are wrong as well', async () => {
    refuseAllBut(2);
    upstream.fail(operation, [{ kind: 'delay', ms: 60_000 }]);
    await start(files());
    const first = fetch(`${gateway.url}/v1/images`);
    await eventually(
      () => upstream.count(operation),
      (calls) => calls === 1,
    );
    mounted.swap(filesOf(1));
    upstream.heal();
    expect((await first).status).toBe(502);
    expect(upstream.count(operation)).toBe(2);
    expect(refreshes('refresh failed')).toBe(1);
  });
});
