import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { RawAnswer } from '../support/door-raw-http.js';
import { KeyFile } from '../support/door-keys.js';
import { rawRequest, requestText } from '../support/door-raw-http.js';
import { jwkOf } from '../support/jwks-server.js';
import { PAIR, TokenRig } from '../support/token-rig.js';
import { goodClaims, hmacWith, rsaPair, signedWith, token } from '../support/tokens.js';

const ATTACKER = rsaPair();
const ENC_PAIR = rsaPair();

let rig: TokenRig;
let canary: Server;
let canaryCalls = 0;

beforeAll(async () => {
  canary = createServer((_request, response) => {
    canaryCalls++;
    response.end(JSON.stringify({ keys: [jwkOf(ATTACKER.publicKey, { kid: 'canary' })] }));
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  rig = await TokenRig.start({}, (issuer) =>
    issuer.publish(
      jwkOf(PAIR.publicKey, { kid: 'key-1' }),
      jwkOf(ENC_PAIR.publicKey, { kid: 'key-of-encryption', use: 'enc' }),
      { kty: 'oct', kid: 'key-symmetric', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0' },
    ),
  );
  await rig.loaded();
});

afterAll(async () => {
  await rig.stop();
  await new Promise((resolve) => canary.close(resolve));
});

function withAuthorization(value: string, target = '/v1/images?limit=1'): Promise<RawAnswer> {
  return rawRequest(rig.gateway.url, requestText('GET', target, { Authorization: value }));
}

function canaryUrl(): string {
  // an address of a TCP server is no text
  return `http://127.0.0.1:${(canary.address() as AddressInfo).port}/jwks`;
}

/** A token of a gateway's issuer that somebody else has signed. */
function forged(header: object, claims: object = {}): string {
  const head = { alg: 'RS256', kid: 'key-1', ...header };
  return token(head, goodClaims(rig.clock.now(), claims), signedWith(ATTACKER.privateKey));
}

async function expectTheOne401(answer: RawAnswer): Promise<void> {
  const plain = await rawRequest(rig.gateway.url, requestText('GET', '/v1/images', {}));
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toBe('Bearer realm="image-gateway"');
  const { requestId, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
  expect(requestId).toBe(answer.headers['x-request-id']);
  expect({ ...body, requestId: '' }).toEqual({ ...(JSON.parse(plain.body) as object), requestId: '' });
  expect(Object.keys(answer.headers).sort()).toEqual(Object.keys(plain.headers).sort());
}

describe('with ACCESS_MODE=jwt, a caller', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])(
    'with a token behind %p reads images',
    async (scheme) => {
      expect((await withAuthorization(`${scheme} ${rig.token()}`)).status).toBe(200);
    },
  );

  it.each<[string, object]>([
    ['an audience among others', { aud: ['other', 'image-gateway'] }],
    ['a clock of the issuer that is 29 s ahead', { nbf: 1e9, iat: 1767578400 + 29 }],
    ['no more than is needed', { iat: undefined, sub: undefined, client_id: undefined }],
    ['claims that nobody asks for', { roles: ['x'], email: 'a@b', jti: '1' }],
  ])('with %s reads images', async (_what, claims) => {
    expect((await rig.ask(rig.token(claims))).status).toBe(200);
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('with a token of type %s reads', async (typ) => {
    expect((await rig.ask(rig.token({}, { typ }))).status).toBe(200);
  });

  it('with a token that ended, or begins, not more than 30 s from now reads', async () => {
    const now = Math.floor(rig.clock.now() / 1_000);
    expect((await rig.ask(rig.token({ exp: now - 29 }))).status).toBe(200);
    expect((await rig.ask(rig.token({ nbf: now + 30 }))).status).toBe(200);
  });

  const now = (): number => Math.floor(rig.clock.now() / 1_000);
  const claims = (): Record<string, unknown> => goodClaims(rig.clock.now());
  it.each<[string, string, () => string]>([
    ['malformed', 'nothing', () => ''],
    ['malformed', 'garbage', () => 'garbage'],
    ['malformed', 'two parts', () => rig.token().split('.').slice(0, 2).join('.')],
    ['malformed', 'no signature', () => `${rig.token().split('.').slice(0, 2).join('.')}.`],
    ['malformed', 'four parts', () => `${rig.token()}.x`],
    ['malformed', 'five parts, as if encrypted', () => 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d'],
    ['malformed', 'a header that is no JSON', () => rig.token().replace(/^[^.]+/, 'e30x')],
    ['malformed', 'padding', () => `${rig.token()}==`],
    ['malformed', 'a list of two', () => `${rig.token()}, Bearer ${rig.token()}`],
    ['malformed', 'more than 8 KiB', () => rig.token({ filler: 'x'.repeat(7_000) })],
    ['malformed', 'an extension that must be understood', () => rig.token({}, { crit: ['exp'], exp: 1 })],
    ['malformed', 'a payload outside of it', () => rig.token({}, { crit: ['b64'], b64: false })],
    ['malformed', 'a kid that is no text', () => rig.token({}, { kid: 7 })],
    ['malformed', 'a kid without end', () => rig.token({}, { kid: 'k'.repeat(300) })],
    ['malformed', 'claims that are no JSON', () => signed({}, 'claims')],
    ['malformed', 'claims that are a list', () => signed({}, [claims()])],
    ['algorithm', 'alg none', () => token({ alg: 'none', kid: 'key-1' }, claims(), () => '') + 'AA'],
    ['algorithm', 'alg None', () => token({ alg: 'None', kid: 'key-1' }, claims(), () => 'AA')],
    ['algorithm', 'no alg', () => rig.token({}, { alg: undefined })],
    ['algorithm', 'alg as a list', () => rig.token({}, { alg: ['RS256'] })],
    [
      'algorithm',
      'HS256 with the public key in PEM',
      () => hs256(PAIR.publicKey.export({ type: 'spki', format: 'pem' })),
    ],
    [
      'algorithm',
      'HS256 with the public key in DER',
      () => hs256(PAIR.publicKey.export({ type: 'spki', format: 'der' })),
    ],
    [
      'algorithm',
      'HS256 with the published key',
      () => hs256(JSON.stringify(jwkOf(PAIR.publicKey, { kid: 'key-1' }))),
    ],
    [
      'algorithm',
      'HS256 with a published secret',
      () => hs256('secret-secret-secret-secret', 'key-symmetric'),
    ],
    ['algorithm', 'an algorithm that is not taken', () => signed({ alg: 'RS512' }, claims(), 'RS512')],
    [
      'algorithm',
      'an algorithm that is not taken, of the same key',
      () => signed({ alg: 'PS256' }, claims(), 'PS256'),
    ],
    ['type', 'another type', () => rig.token({}, { typ: 'logout+jwt' })],
    ['type', 'a type that is no text', () => rig.token({}, { typ: null })],
    [
      'key',
      'a key of encryption',
      () => token({ alg: 'RS256', kid: 'key-of-encryption' }, claims(), signedWith(ENC_PAIR.privateKey)),
    ],
    [
      'key',
      'a key that is symmetric',
      () => token({ alg: 'RS256', kid: 'key-symmetric' }, claims(), signedWith(ATTACKER.privateKey)),
    ],
    ['signature', 'somebody else’s signature', () => forged({})],
    ['signature', 'somebody else’s signature, without kid', () => forged({ kid: undefined })],
    [
      'signature',
      'claims that were changed',
      () => rig.token().replace(/\.[^.]+\./, `.${btoa(JSON.stringify(claims())).replaceAll('=', '')}x.`),
    ],
    ['signature', 'a header that was changed', () => reheaded({ alg: 'RS256', kid: 'key-1', x: 1 })],
    ['signature', 'another algorithm in the header', () => signed({ alg: 'RS256' }, claims(), 'PS256')],
    ['signature', 'half a signature', () => rig.token().slice(0, -100)],
    ['issuer', 'another issuer', () => rig.token({ iss: 'https://login.example.com' })],
    ['issuer', 'the issuer among others', () => rig.token({ iss: ['https://login.example.com/'] })],
    ['issuer', 'no issuer', () => rig.token({ iss: undefined })],
    ['audience', 'another audience', () => rig.token({ aud: 'Image-Gateway' })],
    ['audience', 'other audiences', () => rig.token({ aud: ['a', 'b'] })],
    ['audience', 'no audience', () => rig.token({ aud: undefined })],
    ['expired', 'an end 31 s ago', () => rig.token({ exp: now() - 31 })],
    ['expired', 'an end that is 0', () => rig.token({ exp: 0 })],
    ['claims', 'no end', () => rig.token({ exp: undefined })],
    ['claims', 'an end that is text', () => rig.token({ exp: String(now() + 600) })],
    ['claims', 'a beginning that is text', () => rig.token({ nbf: String(now()) })],
    ['claims', 'a birth that is text', () => rig.token({ iat: 'now' })],
    ['not_yet_valid', 'a beginning in 31 s', () => rig.token({ nbf: now() + 31 })],
    ['not_yet_valid', 'a birth in 31 s', () => rig.token({ iat: now() + 31 })],
  ])('gets the one 401, and the log says %s: %s', async (reason, _what, made) => {
    rig.calm();
    await expectTheOne401(await withAuthorization(`Bearer ${made()}`));
    const told = rig.gateway.logs.filter(({ msg }) => msg === 'authentication failed').at(-2);
    expect(told).toMatchObject({
      level: 'warn',
      credential: 'token',
      reason,
      method: 'GET',
      route: '/v1/images',
    });
    expect(told).toMatchObject({ address: '127.0.0.1', requestId: expect.any(String) as string });
  });

  function hs256(secret: string | Buffer, kid = 'key-1'): string {
    return token({ alg: 'HS256', kid }, claims(), hmacWith(secret));
  }

  function signed(header: object, payload: unknown, algorithm = 'RS256'): string {
    return token(
      { alg: algorithm, kid: 'key-1', ...header },
      payload,
      signedWith(PAIR.privateKey, algorithm),
    );
  }

  function reheaded(header: object): string {
    return rig.token().replace(/^[^.]+/, Buffer.from(JSON.stringify(header)).toString('base64url'));
  }

  it.each([
    ['another scheme', (good: string) => `Basic ${good}`],
    ['no scheme', (good: string) => good],
    ['a scheme stuck to it', (good: string) => `Bearer${good}`],
    ['the token twice', (good: string) => `Bearer ${good}\r\nAuthorization: Bearer ${good}`],
    ['a wrong token behind a good one', (good: string) => `Bearer ${good}\r\nauthorization: Bearer x`],
    ['a good token behind a wrong one', (good: string) => `Bearer x\r\nAUTHORIZATION: Bearer ${good}`],
  ])('with %s gets the one 401, also when the token is known', async (_what, sent) => {
    const good = rig.token({ jti: 'known' });
    expect((await rig.ask(good)).status).toBe(200);
    await expectTheOne401(await withAuthorization(sent(good)));
  });

  it.each(['token', 'access_token', 'jwt', 'id_token', 'Authorization'])(
    'cannot give the token in the query as %s, and the log does not have it',
    async (name) => {
      const good = rig.token();
      const target = `/v1/images?${name}=${good}`;
      await expectTheOne401(await rawRequest(rig.gateway.url, requestText('GET', target, {})));
      const answer = await rig.ask(good, target);
      expect([answer.status, JSON.parse(answer.body)]).toEqual([
        400,
        expect.objectContaining({
          errors: [expect.objectContaining({ parameter: name, code: 'UNKNOWN_PARAMETER' })],
        }),
      ]);
      expect(answer.raw).not.toContain(good.slice(0, 40));
      expect(JSON.stringify(rig.gateway.logs)).not.toContain(good.slice(0, 40));
    },
  );

  it('learns from nothing but 401 what is under /v1, and needs no token elsewhere', async () => {
    for (const target of ['/v1/nope', '/v1', '/v1/images/x', '/v1//images', '/v1/%69mages']) {
      expect((await rig.ask(forged({}), target)).status).toBe(401);
    }
    expect((await rig.ask(rig.token(), '/v1/nope')).status).toBe(404);
    expect((await rig.ask(rig.token(), '/v1/images', {}, 'DELETE')).status).toBe(405);
    for (const target of ['/docs', '/openapi.json']) expect((await rig.ask('x', target)).status).toBe(200);
    expect((await rig.ask('x', '/nope')).status).toBe(404);
  });

  it('cannot use an API key', async () => {
    const answer = await rawRequest(rig.gateway.url, requestText('GET', '/v1/images', { 'X-Api-Key': 'x' }));
    await expectTheOne401(answer);
    expect((await rig.ask(rig.token(), '/v1/images', { 'X-Api-Key': 'x' })).status).toBe(200);
  });
});

describe('a header of a token', () => {
  it('leads nowhere: no address in it is called, no key in it is used', async () => {
    const jwk = jwkOf(ATTACKER.publicKey, { kid: 'canary' });
    const [jku, x5u] = [canaryUrl(), canaryUrl()];
    for (const kid of ['key-1', 'canary', canaryUrl(), '../../dev/null', "' OR 1=1", undefined]) {
      for (const lure of [{ jku }, { x5u }, { jwk }, { x5c: ['MIIB'] }, { jku, x5u, jwk, 'x5t#S256': 'x' }]) {
        expect((await rig.ask(forged({ kid, ...lure }))).status).toBe(401);
      }
    }
    expect(canaryCalls).toBe(0);
    expect((await rig.ask(rig.token({}, { jku, x5u, jwk }))).status).toBe(200);
    expect(canaryCalls).toBe(0);
  });
});

describe('the scopes of a token', () => {
  const BOTH = ['images:read', 'catalog:refresh'];
  it.each<[object, number, number]>([
    [{ scope: 'images:read' }, 200, 403],
    [{ scope: 'catalog:refresh' }, 403, 202],
    [{ scope: 'openid images:read profile catalog:refresh' }, 200, 202],
    [{ scope: undefined, scp: BOTH }, 200, 202],
    [{ scope: undefined, scp: 'images:read' }, 200, 403],
    [{ scope: undefined, scp: [7, null, 'images:read'] }, 200, 403],
    [{ scope: 'openid', scp: BOTH }, 403, 403],
    [{ scope: '' }, 403, 403],
    [{ scope: 'images:reader IMAGES:READ images:read,catalog:refresh' }, 403, 403],
    [{ scope: undefined }, 403, 403],
    [{ scope: { 'images:read': true } }, 403, 403],
    [{ scope: undefined, roles: BOTH }, 403, 403],
  ])('%j: reading is %i, a refresh %i', async (claims, reading, refresh) => {
    const bearer = rig.token(claims);
    expect((await rig.ask(bearer)).status).toBe(reading);
    const answer = await rig.ask(bearer, '/v1/catalog/refresh', {}, 'POST');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([refresh, undefined]);
  });
});

describe('the name of a client with a token', () => {
  it.each<[object, string]>([
    [{}, 'jwt:portal'],
    [{ client_id: undefined, azp: 'spa' }, 'jwt:spa'],
    [{ client_id: '', azp: 7 }, 'jwt:user-1'],
    [{ client_id: undefined, sub: 'auth0|a@b.c' }, 'jwt:auth0|a@b.c'],
    [{ client_id: 'a\n"b\u2028<c>', sub: 'x' }, 'jwt:a__b__c_~935eb7f4'],
    [{ client_id: 'x'.repeat(500) }, `jwt:${'x'.repeat(55)}~c38c2bf3`],
    [{ client_id: undefined, sub: undefined }, 'jwt:nameless'],
  ])('of %j is %s in the log', async (claims, name) => {
    const id = `named-${name.length}-${Object.keys(claims).length}-${name.slice(4, 8).replace(/\W/g, '')}`;
    expect((await rig.ask(rig.token(claims), '/v1/images', { 'X-Request-Id': id })).status).toBe(200);
    expect(rig.gateway.logs.find((line) => line['requestId'] === id)).toMatchObject({ client: name });
  });
});

describe('with ACCESS_MODE=api-key,jwt', () => {
  const KEY = { client: 'team-a', key: 'a-key-of-team-a' };
  const keyFile = new KeyFile(KEY);
  let both: TokenRig;
  beforeAll(async () => {
    both = await TokenRig.start({ ACCESS_MODE: 'api-key,jwt', ACCESS_KEYS_FILE: keyFile.path });
    await both.loaded();
  });
  afterAll(async () => {
    await both.stop();
    keyFile.discard();
  });
  const ask = (headers: Record<string, string>): Promise<RawAnswer> =>
    rawRequest(both.gateway.url, requestText('GET', '/v1/images', headers));

  it('either credential opens', async () => {
    expect((await ask({ 'X-Api-Key': KEY.key })).status).toBe(200);
    expect((await both.ask(both.token())).status).toBe(200);
  });

  it('the challenge names both', async () => {
    const answer = await ask({});
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="image-gateway", ApiKey realm="image-gateway", header="X-Api-Key"',
    );
  });

  it('the OpenAPI document names both, each with the scope', async () => {
    const { body } = await both.ask('x', '/openapi.json');
    const { components, paths } = JSON.parse(body) as {
      components: { securitySchemes: object };
      paths: Record<string, Record<string, { security: object }>>;
    };
    expect(components.securitySchemes).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
    const refresh = paths['/v1/catalog/refresh']?.['post']?.security;
    expect(refresh).toEqual([{ bearer: ['catalog:refresh'] }, { apiKey: ['catalog:refresh'] }]);
  });

  it.each<[string, string, () => string, number]>([
    ['a good key and a good token', KEY.key, () => both.token(), 200],
    ['a good key and a wrong token', KEY.key, () => 'x', 200],
    ['a good key and two tokens', KEY.key, () => 'x\r\nAuthorization: Bearer y', 200],
    ['a wrong key and a good token', 'wrong', () => both.token(), 401],
    ['an empty key and a good token', '', () => both.token(), 401],
    ['two keys and a good token', `${KEY.key}\r\nX-Api-Key: ${KEY.key}`, () => both.token(), 401],
  ])('the key alone decides: %s', async (_what, key, bearer, status) => {
    const answer = await ask({ 'X-Api-Key': key, Authorization: `Bearer ${bearer()}` });
    expect(answer.status).toBe(status);
  });

  it('the rights are those of the key that was sent, not those of the token beside it', async () => {
    const bearer = both.token({ scope: 'catalog:refresh images:read' });
    const target = '/v1/catalog/refresh';
    expect((await both.ask(bearer, target, {}, 'POST')).status).toBe(202);
    expect((await both.ask(bearer, target, { 'X-Api-Key': KEY.key }, 'POST')).status).toBe(403);
  });
});
