import type { Fault } from '../../src/stand-in/fault.js';
import { DEMO_ACCOUNT } from '../../src/stand-in/openstack/demo-account.js';

import { eventually } from '../support/eventually.js';
import {
  CREDENTIAL,
  NO_USER,
  startOpenStackRig,
  V2_PASSWORD,
  type OpenStackRig,
  type OpenStackRigOptions,
} from '../support/openstack-rig.js';
import { writeFile } from '../support/upstream-files.js';
import {
  catalogLoaded,
  catalogStatus,
  listImages,
  refreshAfter,
  refreshOutcomes,
} from '../support/upstream-rig.js';

/** The catalogue is stale by then. */
const STALE_MS = 61_000;
/** The longest first cooldown. */
const COOLDOWN_MS = 6_000;
/** All images, and the page after them. */
const LISTING = 2;
const REFUSED: Fault = { kind: 'status', status: 401 };

const KINDS = [
  ['a password, v3', {}],
  ['a password, v2.0', V2_PASSWORD],
  ['an application credential', CREDENTIAL],
] as const;

let rig: OpenStackRig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

async function start(options: OpenStackRigOptions = {}): Promise<void> {
  rig = await startOpenStackRig(options);
}

/** How many calls were made since it was last asked. */
function calls(): { tokens: number; images: number } {
  const counted = { tokens: rig.upstream.count('tokens'), images: rig.upstream.count('images') };
  rig.upstream.clearCalls();
  return counted;
}

/** Lets a caller come so much later, and waits for the refresh that this brings about. */
function refreshIn(ms: number): Promise<unknown> {
  return refreshAfter(rig, () => {
    rig.clock.advance(ms);
    return listImages(rig);
  });
}

describe.each(KINDS)('with %s', (_kind, env) => {
  it('a token is used for every page of every refresh, and renewed before it ends', async () => {
    await start({ env });
    await catalogLoaded(rig);
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
    expect(await refreshIn(53 * 60_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
    expect(await refreshIn(2 * 60_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
  });

  it('a token that is refused is renewed once, and the call repeated once', async () => {
    await start({ env });
    await catalogLoaded(rig);
    calls();
    rig.upstream.revokeTokens();
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING + 1 });
    rig.upstream.fail('images', REFUSED);
    expect(await refreshIn(STALE_MS)).toBe('UPSTREAM_REJECTED');
    expect(calls()).toEqual({ tokens: 1, images: 2 });
  });

  it('wrong credentials are tried once in a cooldown, whoever asks', async () => {
    const password = 'not-the-password';
    await start({ env, account: { password, credential: { ...DEMO_ACCOUNT.credential, secret: password } } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => listImages(rig)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([502]));
    expect(answers[0]?.body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    const failed = rig.gateway.logs.find(({ msg }) => msg === 'refresh failed');
    expect(failed?.['reason']).toMatch(/^identity service: /);
    expect(calls()).toEqual({ tokens: 1, images: 0 });
    expect(await refreshIn(COOLDOWN_MS)).toBe('UPSTREAM_REJECTED');
    expect(calls()).toEqual({ tokens: 1, images: 0 });
  });

  it.each([5, -5])(
    'a cloud whose clock is %i minutes ahead does not matter, with a date or without',
    async (minutes) => {
      for (const sendsDate of [true, false]) {
        await start({ env, tokenLifetimeSeconds: 600, skewMs: minutes * 60_000, sendsDate });
        await catalogLoaded(rig);
        calls();
        expect(await refreshIn(8.5 * 60_000)).toBe('unchanged');
        expect(calls()).toEqual({ tokens: 0, images: LISTING });
        expect(await refreshIn(60_000)).toBe('unchanged');
        expect(calls()).toEqual({ tokens: 1, images: LISTING });
        if (sendsDate) await rig.stop();
      }
    },
  );

  it('a token that lives for 4 s is used as well', async () => {
    await start({ env: { ...env, CACHE_FRESH_FOR: '1s' }, tokenLifetimeSeconds: 4 });
    await catalogLoaded(rig);
    expect(await refreshIn(1_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: 2 * LISTING });
  });

  it.each<readonly [string, Fault]>([
    ['has no token', { kind: 'token', fields: { id: undefined } }],
    ['has a token that no header can carry', { kind: 'token', fields: { id: 'two words' } }],
    ['is no object', { kind: 'json', json: ['access', 'token'] }],
    ['is a page', { kind: 'body', body: '<html>', contentType: 'text/html' }],
    ['is a redirect', { kind: 'status', status: 300, headers: { location: 'http://elsewhere.test' } }],
  ])('an answer of the identity service that %s is unusable', async (_what, fault) => {
    await start({ env, before: (upstream) => upstream.fail('tokens', fault) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
    expect(calls()).toEqual({ tokens: 1, images: 0 });
  });

  it('a token whose end is not told is renewed every minute at the latest', async () => {
    const fields = { expires: undefined, expires_at: undefined };
    await start({ env, before: (upstream) => upstream.fail('tokens', { kind: 'token', fields }) });
    await catalogLoaded(rig);
    calls();
    await refreshIn(60_000);
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
  });
});

describe('the identity service', () => {
  it.each<readonly [string, Fault, string]>([
    ['400', { kind: 'status', status: 400 }, 'UPSTREAM_REJECTED'],
    ['403', { kind: 'status', status: 403 }, 'UPSTREAM_REJECTED'],
    ['404, because it has not that version', { kind: 'status', status: 404 }, 'UPSTREAM_REJECTED'],
    ['409', { kind: 'status', status: 409 }, 'UPSTREAM_REJECTED'],
  ])('that answers %s is asked once', async (_what, fault, code) => {
    await start({ before: (upstream) => upstream.fail('tokens', fault) });
    expect((await listImages(rig)).body).toMatchObject({ code });
    expect(calls()).toEqual({ tokens: 1, images: 0 });
  });

  it('that fails for a moment is asked again', async () => {
    const busy: Fault = { kind: 'status', status: 503 };
    await start({ before: (upstream) => upstream.fail('tokens', [busy, { kind: 'reset' }]) });
    expect((await rig.clock.passing(listImages(rig))).status).toBe(200);
    expect(calls()).toEqual({ tokens: 3, images: LISTING });
  });

  it('is asked with what its API wants, and with no scope beside an application credential', async () => {
    for (const [, env] of KINDS) {
      await start({ env });
      await catalogLoaded(rig);
      const [issue] = rig.upstream.calls;
      expect(issue).toMatchObject({ operation: 'tokens', method: 'POST' });
      if (env !== CREDENTIAL) await rig.stop();
    }
  });

  it.each([
    ['by its name', { IDENTITY_DOMAIN: 'Default' }],
    ['by its id', { IDENTITY_DOMAIN: 'default' }],
    [
      'by the id of the project',
      { IDENTITY_PROJECT: undefined, IDENTITY_TENANT_ID: DEMO_ACCOUNT.project.id },
    ],
    ['with a version in the address', undefined],
  ])('finds a user and a project %s', async (_how, env) => {
    await start({
      env: env ?? {},
      envOf: ({ identityUrl }) => (env ? {} : { IDENTITY_URL: `${identityUrl}/v3/` }),
    });
    expect((await listImages(rig)).status).toBe(200);
  });

  it('does not issue for another project', async () => {
    await start({ env: { IDENTITY_PROJECT: 'another' } });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
  });
});

describe('a fixed token', () => {
  const TOKEN = 'a-token-by-hand+/=';
  const envOf: OpenStackRigOptions['envOf'] = ({ imageUrl }) => ({
    ...NO_USER,
    UPSTREAM_URL: `${imageUrl}/v2`,
  });

  it('is used without asking for any, at the fixed address', async () => {
    await start({ fixedToken: TOKEN, envOf, env: { UPSTREAM_TOKEN: TOKEN } });
    expect((await listImages(rig)).status).toBe(200);
    expect(rig.upstream.calls[0]?.headers['x-auth-token']).toBe(TOKEN);
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
  });

  it('that is refused is not tried again in that refresh', async () => {
    await start({ fixedToken: 'another', envOf, env: { UPSTREAM_TOKEN: TOKEN } });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(calls()).toEqual({ tokens: 0, images: 1 });
  });
});

describe('without a restart', () => {
  it('the secret of an application credential whose file is replaced takes effect', async () => {
    const file = writeFile('wrong-for-now\n');
    const env = {
      ...CREDENTIAL,
      IDENTITY_CREDENTIAL_SECRET: undefined,
      IDENTITY_CREDENTIAL_SECRET_FILE: file.path,
    };
    await start({ env });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    file.replace(`${DEMO_ACCOUNT.credential.secret}\n`);
    await eventually(
      async () => {
        rig.clock.advance(COOLDOWN_MS);
        await listImages(rig);
        return refreshOutcomes(rig.gateway).at(-1);
      },
      (outcome) => outcome === 'changed',
    );
    file.remove();
  });

  it('a password that was rotated while its token was good is used at once', async () => {
    const file = writeFile(DEMO_ACCOUNT.password);
    await start({ env: { UPSTREAM_PASSWORD: undefined, UPSTREAM_PASSWORD_FILE: file.path } });
    await catalogLoaded(rig);
    rig.upstream.account = { ...DEMO_ACCOUNT, password: 'the-next-password' };
    rig.upstream.revokeTokens();
    file.replace('the-next-password');
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
    file.remove();
  });
});

describe('what the service catalogue says', () => {
  const at = (region: string, url: string, name: 'public' | 'internal' = 'public') =>
    ({ type: 'image', region, interface: name, url }) as const;
  const ELSEWHERE = 'http://127.0.0.1:9/elsewhere';

  it.each<readonly [string, OpenStackRigOptions]>([
    ['the only region', { catalog: (url) => [at('One', url)] }],
    ['with a version at its end', { catalog: (url) => [at('One', `${url}/v2/`)] }],
    [
      'the region that the setting names, in any case',
      { catalog: (url) => [at('One', ELSEWHERE), at('Two', url)], env: { UPSTREAM_REGION: 'two' } },
    ],
    [
      'a region of NHN Cloud, which is written in capitals there',
      { catalog: (url) => [at('KR1', url), at('KR2', ELSEWHERE)], env: { UPSTREAM_REGION: 'kr1' } },
    ],
    [
      'the interface that the setting names',
      {
        catalog: (url) => [at('One', ELSEWHERE), at('One', url, 'internal')],
        env: { UPSTREAM_INTERFACE: 'internal' },
      },
    ],
    ['once for two services of one address', { catalog: (url) => [at('One', url), at('One', url)] }],
    [
      'once for one address in two spellings',
      { catalog: (url) => [at('One', `${url}/`), at('One', `${url}/v2`)] },
    ],
    [
      'nothing, where the address is fixed',
      { catalog: () => [], envOf: ({ imageUrl }) => ({ UPSTREAM_URL: imageUrl }) },
    ],
  ])('is used: %s', async (_what, options) => {
    for (const env of [{}, V2_PASSWORD]) {
      await start({ ...options, env: { ...options.env, ...env } });
      expect((await listImages(rig)).status).toBe(200);
      if (env !== V2_PASSWORD) await rig.stop();
    }
  });

  it.each<readonly [string, OpenStackRigOptions, string]>([
    ['no images', { catalog: () => [] }, 'has no address'],
    ['another region', { env: { UPSTREAM_REGION: 'Three' } }, 'UPSTREAM_REGION'],
    [
      'several regions',
      { catalog: (url) => [at('One', url), at('Two', ELSEWHERE)] },
      'UPSTREAM_REGION says which',
    ],
    [
      'several addresses in one region',
      { catalog: (url) => [at('One', url), at('One', ELSEWHERE)] },
      'several addresses for images; UPSTREAM_URL says which',
    ],
    ['no URL', { catalog: () => [at('One', 'ftp://storage')] }, 'no URL of a service'],
    ['a user in the URL', { catalog: () => [at('One', 'http://a:b@127.0.0.1')] }, 'no URL of a service'],
    [
      'plain http over a network',
      { catalog: () => [at('One', 'http://glance.example.test')] },
      'UPSTREAM_ALLOW_HTTP',
    ],
  ])('is a failure that says what to do: %s', async (_what, options, reason) => {
    await start(options);
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
    expect(rig.upstream.count('images')).toBe(0);
    const failed = rig.gateway.logs.find(({ msg }) => msg === 'refresh failed');
    expect(failed).toMatchObject({ reason: expect.stringContaining(reason) as string });
    expect(JSON.stringify(rig.gateway.logs)).not.toMatch(/storage|glance\.example|elsewhere/);
  });

  it('is shown to nobody', async () => {
    await start();
    await catalogLoaded(rig);
    expect(JSON.stringify(await catalogStatus(rig))).not.toContain('127.0.0.1');
    expect(await catalogStatus(rig)).toMatchObject({ api: 'glance-v2', state: 'ok' });
  });
});
