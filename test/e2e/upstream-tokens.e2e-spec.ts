import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';

import { eventually } from '../support/eventually.js';
import { ManualClock } from '../support/manual-clock.js';
import { writeFile } from '../support/upstream-files.js';
import {
  catalogLoaded,
  catalogStatus,
  listImages,
  refreshAfter,
  refreshOutcomes,
  startRig,
  type Rig,
  type RigOptions,
} from '../support/upstream-rig.js';

const NOT_VALID: Fault = { kind: 'envelope', code: 30401 };
/** The catalogue is stale by then. */
const STALE_MS = 61_000;
/** The longest first cooldown. */
const COOLDOWN_MS = 6_000;
/** All 30 images, and the page after them. */
const LISTING = 2;

let rig: Rig;
afterEach(async () => {
  await rig.stop();
  expect(rig.upstream.violations).toEqual([]);
});

/** A rig whose upstream reads the same clock, give or take a skew, and is read when a caller comes. */
function start({ env = {}, ...options }: RigOptions = {}, skewMs = 0): Promise<Rig> {
  const clock = new ManualClock();
  const now = (): number => clock.now() + skewMs;
  return startRig({ clock, now, env: { CACHE_KEEP_WARM: 'false', ...env }, ...options });
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

describe('a token', () => {
  it('is used for every page of every refresh, and renewed before it ends', async () => {
    rig = await start({ tokenLifetimeSeconds: 3_600 });
    await catalogLoaded(rig);
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
    expect(await refreshIn(53 * 60_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
    expect(await refreshIn(2 * 60_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
  });

  it('that lives for 4 s is used as well, and renewed before each listing', async () => {
    rig = await start({ tokenLifetimeSeconds: 4, env: { CACHE_FRESH_FOR: '1s' } });
    await catalogLoaded(rig);
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
    expect(await refreshIn(1_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
    expect(await refreshIn(1_500)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
  });

  it.each([5, -5])('is not used too long when the upstream is %i minutes ahead', async (minutes) => {
    rig = await start({ tokenLifetimeSeconds: 600 }, minutes * 60_000);
    await catalogLoaded(rig);
    calls();
    expect(await refreshIn(8.5 * 60_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
    expect(await refreshIn(60_000)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
  });

  it.each([
    ['has ended', '2020-01-01T00:00:00Z'],
    ['ends in a hundred years', '2126-01-01T00:00:00Z'],
    ['ends at a time that cannot be read', '{Expires}'],
    ['ends at a time of another type', 7],
    ['never ends', undefined],
  ])('that is good although it says that it %s is used', async (_says, expires) => {
    const odd: Fault = { kind: 'token', fields: { expires } };
    rig = await start({ before: (upstream) => upstream.fail('tokens', odd) });
    expect((await listImages(rig)).status).toBe(200);
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
  });

  it('whose end is not told is renewed every minute at the latest', async () => {
    const odd: Fault = { kind: 'token', fields: { expires: null } };
    rig = await start({ before: (upstream) => upstream.fail('tokens', odd) });
    await catalogLoaded(rig);
    calls();
    await refreshIn(60_000);
    expect(calls()).toEqual({ tokens: 1, images: LISTING });
  });
});

describe('a token that the upstream refuses', () => {
  const refusals: readonly (readonly [string, Fault])[] = [
    ['30401', NOT_VALID],
    ['-3', { kind: 'envelope', code: -3 }],
    ['HTTP 401', { kind: 'status', status: 401 }],
  ];

  it.each(refusals)('once, by %s, is renewed once, and the call repeated once', async (_how, refusal) => {
    rig = await start();
    await catalogLoaded(rig);
    calls();
    rig.upstream.fail('images', [refusal]);
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING + 1 });
    expect((await listImages(rig)).headers['age']).toBe('0');
  });

  it('between two pages is renewed there, and the listing goes on', async () => {
    rig = await start({ env: { UPSTREAM_PAGE_SIZE: '10' } });
    await catalogLoaded(rig);
    expect(calls()).toEqual({ tokens: 1, images: 4 });
    rig.upstream.fail('images', [{ kind: 'delay', ms: 0 }, NOT_VALID]);
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: 5 });
  });

  it('because all were revoked is replaced by one that all later refreshes use', async () => {
    rig = await start();
    await catalogLoaded(rig);
    calls();
    rig.upstream.revokeTokens();
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 1, images: LISTING + 1 });
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
  });

  it.each(refusals)('for ever, by %s, leads to no more than that in each refresh', async (_how, refusal) => {
    rig = await start({ before: (upstream) => upstream.fail('images', refusal) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED', status: 502 });
    expect(calls()).toEqual({ tokens: 2, images: 2 });
    expect(await refreshIn(COOLDOWN_MS)).toBe('UPSTREAM_REJECTED');
    expect(calls()).toEqual({ tokens: 1, images: 2 });
  });

  it('because it is dead when it is issued leads to no more than that, too', async () => {
    const dead: Fault = { kind: 'token', lifetimeSeconds: -10 };
    rig = await start({ before: (upstream) => upstream.fail('tokens', dead) });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED', status: 502 });
    expect(calls()).toEqual({ tokens: 2, images: 2 });
    rig.upstream.heal();
    expect(await refreshIn(COOLDOWN_MS)).toBe('changed');
  });

  it('is not renewed when that fails, and the failure is the one that callers see', async () => {
    rig = await start({ before: (upstream) => upstream.fail('images', NOT_VALID) });
    rig.upstream.fail('tokens', [
      { kind: 'delay', ms: 0 },
      { kind: 'json', json: [] },
    ]);
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_INVALID' });
    expect(calls()).toEqual({ tokens: 2, images: 1 });
  });
});

describe('a token that is refused in the middle of a list', () => {
  it.each([-4, -5])('and cannot be renewed, because of %i, does not begin the list anew', async (code) => {
    const fine: Fault = { kind: 'delay', ms: 0 };
    rig = await start({
      env: { UPSTREAM_PAGE_SIZE: '10' },
      before: (upstream) => {
        upstream.fail('images', [fine, NOT_VALID]);
        upstream.fail('tokens', [fine, { kind: 'envelope', code }]);
      },
    });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(calls()).toEqual({ tokens: 2, images: 2 });
  });
});

describe('wrong credentials', () => {
  const WRONG = { UPSTREAM_PASSWORD: 'not-the-password' };

  it.each([
    ['the password', WRONG],
    ['the user', { UPSTREAM_USERNAME: 'nobody@example.test' }],
    ['the appkey', { UPSTREAM_APPKEY: 'not-the-appkey' }],
  ])('are tried once in a cooldown, whoever asks: %s', async (_which, env) => {
    rig = await start({ env });
    const answers = await Promise.all(Array.from({ length: 50 }, () => listImages(rig)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([502]));
    expect(answers[0]?.body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(calls()).toEqual({ tokens: 1, images: 0 });
    expect(await refreshIn(COOLDOWN_MS)).toBe('UPSTREAM_REJECTED');
    expect(calls()).toEqual({ tokens: 1, images: 0 });
  });

  it('do not become 401 or 403 for callers, and leave the catalogue as it is', async () => {
    rig = await start();
    await catalogLoaded(rig);
    rig.upstream.revokeTokens();
    rig.upstream.fail('tokens', { kind: 'envelope', code: 50401 });
    expect(await refreshIn(STALE_MS)).toBe('UPSTREAM_REJECTED');
    expect((await listImages(rig)).status).toBe(200);
    expect((await listImages(rig)).body).toMatchObject({ page: { total: 30 } });
    expect(await catalogStatus(rig)).toMatchObject({ lastFailure: { class: 'UPSTREAM_REJECTED' } });
  });
});

describe('a fixed token', () => {
  const TOKEN = 'a-token-by-hand+/=';
  const FIXED = { UPSTREAM_USERNAME: undefined, UPSTREAM_PASSWORD: undefined };

  it('is used without asking for any', async () => {
    rig = await start({ fixedToken: TOKEN, env: { ...FIXED, UPSTREAM_TOKEN: TOKEN } });
    expect((await listImages(rig)).status).toBe(200);
    expect(rig.upstream.calls[0]?.headers['x-auth-token']).toBe(TOKEN);
    expect(calls()).toEqual({ tokens: 0, images: LISTING });
  });

  it('that is refused is not tried again in that refresh', async () => {
    rig = await start({ fixedToken: 'another-token', env: { ...FIXED, UPSTREAM_TOKEN: TOKEN } });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(calls()).toEqual({ tokens: 0, images: 1 });
  });
});

/** Files are looked at by the clock of the machine, once a second. */
describe('without a restart', () => {
  async function untilItWorks(): Promise<void> {
    await eventually(
      async () => {
        rig.clock.advance(COOLDOWN_MS);
        await listImages(rig);
        return refreshOutcomes(rig.gateway).at(-1);
      },
      (outcome) => outcome === 'changed',
    );
    expect((await listImages(rig)).status).toBe(200);
  }

  it.each([
    ['a password', 'UPSTREAM_PASSWORD', 'demo-api-password'],
    ['a user name', 'UPSTREAM_USERNAME', 'demo@example.test'],
    ['an appkey', 'UPSTREAM_APPKEY', 'demo-appkey-000000'],
  ])('%s whose file is replaced takes effect', async (_what, name, right) => {
    const file = writeFile('wrong-for-now\n');
    rig = await start({ env: { [name]: undefined, [`${name}_FILE`]: file.path } });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    file.replace(`${right}\n`);
    await untilItWorks();
    file.remove();
  });

  it('a password whose file is replaced is masked in the next list, though no token was needed', async () => {
    const next = 'the-next-password';
    const file = writeFile(DEMO_CREDENTIALS.password);
    const images = generateImages(1).map((image) => ({ ...image, name: `Ubuntu ${next}` }));
    const env = { UPSTREAM_PASSWORD: undefined, UPSTREAM_PASSWORD_FILE: file.path, CACHE_FRESH_FOR: '1ms' };
    rig = await start({ images, env });
    await catalogLoaded(rig);
    expect((await listImages(rig)).text).toContain(next);
    file.replace(`${next}\n`);
    await eventually(
      async () => {
        await refreshIn(1);
        return (await listImages(rig)).text;
      },
      (text) => !text.includes(next),
    );
    expect((await listImages(rig)).body).toMatchObject({ items: [{ name: 'Ubuntu ***' }] });
    expect(rig.upstream.count('tokens')).toBe(1);
    file.remove();
  });

  it('a fixed token whose file is replaced takes effect, and a file that is gone changes nothing', async () => {
    const file = writeFile('the-old-token');
    const env = {
      UPSTREAM_USERNAME: undefined,
      UPSTREAM_PASSWORD: undefined,
      UPSTREAM_TOKEN_FILE: file.path,
    };
    rig = await start({ fixedToken: 'the-new-token', env });
    expect((await listImages(rig)).body).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    file.replace('the-new-token');
    await untilItWorks();
    file.remove();
    expect(await refreshIn(STALE_MS)).toBe('unchanged');
  });
});
