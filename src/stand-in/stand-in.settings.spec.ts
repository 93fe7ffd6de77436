import { demoEnvironment, demoHint } from './demo-environment.js';
import { readStandInSettings } from './stand-in.settings.js';

describe('the settings of the stand-in', () => {
  it('are those of the demo unless said otherwise', () => {
    expect(readStandInSettings({ STAND_IN_PORT: '' })).toEqual({
      api: 'toast-v1',
      host: '127.0.0.1',
      port: 4000,
      count: 200,
      appkey: 'demo-appkey-000000',
      username: 'demo@example.test',
      password: 'demo-api-password',
      tokenLifetimeSeconds: 3600,
    });
    expect(readStandInSettings({ STAND_IN_HOST: '0.0.0.0', STAND_IN_IMAGES: '5' })).toMatchObject({
      host: '0.0.0.0',
      count: 5,
    });
  });

  it('choose what it stands in for', () => {
    expect(readStandInSettings({ STAND_IN_API: 'glance-v2' })).toMatchObject({ api: 'glance-v2' });
    expect(() => readStandInSettings({ STAND_IN_API: 'glance' })).toThrow('one of toast-v1, glance-v2');
  });

  it.each(['STAND_IN_PORT', 'STAND_IN_IMAGES', 'STAND_IN_TOKEN_LIFETIME_SECONDS'])(
    'refuse %s=many by name',
    (name) => {
      expect(() => readStandInSettings({ [name]: 'many' })).toThrow(name);
      expect(() => readStandInSettings({ [name]: '100001' })).toThrow();
    },
  );
});

describe('the environment of the demo', () => {
  it('keeps what the caller chose, and nothing of a real upstream or real callers', () => {
    const exported = {
      PORT: '8080',
      TZ: 'Asia/Seoul',
      UPSTREAM_TOKEN: 'real',
      UPSTREAM_APPKEY: 'real',
      UPSTREAM_PASSWORD_FILE: '/run/secrets/real',
      IDENTITY_URL: 'https://real.test',
      ACCESS_KEYS_FILE: '/run/secrets/keys',
      CURSOR_SECRET_FILE: '/run/secrets/cursor',
      ENV_FILE: '.env.real',
    };
    const settings = { UPSTREAM_URL: 'http://127.0.0.1:1/compute', UPSTREAM_APPKEY: 'demo-appkey-000000' };
    expect(demoEnvironment(exported, { settings, what: '1 image', example: '/' })).toEqual({
      PORT: '8080',
      TZ: 'Asia/Seoul',
      ENV_FILE: '',
      ACCESS_MODE: 'anonymous',
      UPSTREAM_URL: 'http://127.0.0.1:1/compute',
      UPSTREAM_APPKEY: 'demo-appkey-000000',
    });
  });

  it.each([
    [{}, 'http://localhost:3000/v1/images?'],
    [{ PORT: '8080' }, 'http://localhost:8080/v1/images?'],
    [{ PORT: '0' }, 'the port in the log'],
  ])('comes with a curl for %j', (env, expected) => {
    const hint = demoHint(env, { settings: {}, what: '200 images', example: '/v1/images?limit=5' });
    expect(hint).toContain(expected);
    expect(hint.split('\n')).toHaveLength(2);
  });
});
