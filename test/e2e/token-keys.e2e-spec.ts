import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { eventually } from '../support/eventually.js';
import { answering, HANGING, jwkOf, type JwksBehaviour } from '../support/jwks-server.js';
import { PAIR, TokenRig } from '../support/token-rig.js';
import { ecPair, edPair, goodClaims, rsaPair, signedWith, token } from '../support/tokens.js';

const SECOND = rsaPair();
const FIVE_MINUTES = 300_000;
const FIRST_KEY = jwkOf(PAIR.publicKey, { kid: 'key-1' });
const SECOND_KEY = jwkOf(SECOND.publicKey, { kid: 'key-2' });
const CANNOT_BE_FETCHED = 'signing keys cannot be fetched: those before them stay in force';

let rig: TokenRig;
afterEach(() => rig.stop());

function signedBySecond(claims: object = {}): string {
  const head = { alg: 'RS256', kid: 'key-2' };
  return token(head, goodClaims(rig.clock.now(), claims), signedWith(SECOND.privateKey));
}

async function statusOf(bearer: string): Promise<number> {
  return (await rig.ask(bearer)).status;
}

function calls(count: number): Promise<number> {
  return eventually(
    () => rig.issuer.calls,
    (made) => made === count,
  );
}

/** Lets time pass until the fetch is due, and waits until it is over. */
async function fetchAfter(ms: number): Promise<void> {
  const metric = async (): Promise<string> =>
    (await (await fetch(`${rig.gateway.managementUrl}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('gateway_jwks_fetches_total'))
      .join();
  const before = await metric();
  rig.clock.advance(ms);
  await eventually(metric, (now) => now !== before);
}

describe('the issuer that is down at the start', () => {
  beforeEach(async () => {
    rig = await TokenRig.start({}, (issuer) => issuer.close());
    await rig.logged(CANNOT_BE_FETCHED);
  });

  it('does not keep the gateway from starting; tokens get 503 until there are keys, whatever else 401', async () => {
    const answer = await rig.ask(rig.token());
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'NOT_READY' });
    expect(answer.headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(await statusOf('garbage')).toBe(401);
    expect(await statusOf(rig.token({}, { alg: 'HS256' }))).toBe(401);
    expect((await rig.ask('x', '/docs')).status).toBe(200);
    const metrics = await (await fetch(`${rig.gateway.managementUrl}/metrics`)).text();
    expect(metrics).toContain('gateway_jwks_fetches_total{outcome="failed"} 1');
    expect(metrics).not.toMatch(/^gateway_jwks_age_seconds/m);
  });

  it('is asked every 5 s, however many tokens come, and said to be down once', async () => {
    await rig.issuer.listen();
    rig.issuer.behaviour = answering('busy', 503);
    for (let round = 1; round <= 3; round++) {
      await fetchAfter(5_000);
      await Promise.all(Array.from({ length: 20 }, () => rig.ask(rig.token())));
      expect(rig.issuer.calls).toBe(round);
    }
    expect(rig.gateway.logs.filter(({ msg }) => msg === CANNOT_BE_FETCHED)).toEqual([
      expect.objectContaining({ level: 'error', reason: 'it cannot be reached (ECONNREFUSED)', keys: 0 }),
    ]);
    rig.issuer.publish(FIRST_KEY);
    await fetchAfter(5_000);
    expect(await statusOf(rig.token())).toBe(200);
    await rig.logged('signing keys can again be fetched');
  });
});

describe('the issuer that does at the start', () => {
  let elsewhere: Server;
  let followed = 0;
  beforeAll(async () => {
    elsewhere = createServer((_request, response) => {
      followed++;
      response.end(JSON.stringify({ keys: [FIRST_KEY] }));
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => elsewhere.close(resolve)));

  const weak = jwkOf(rsaPair(1_024).publicKey, { kid: 'key-1' });
  const redirect: JwksBehaviour = (_request, response) => {
    // an address of a TCP server is no text
    const { port } = elsewhere.address() as AddressInfo;
    response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end();
  };
  const broken: JwksBehaviour = (_request, response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('{"keys":[', () => response.destroy());
  };
  const upgrade: JwksBehaviour = (request) =>
    void request.socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n');
  const gzip: JwksBehaviour = (_request, response) =>
    void response
      .writeHead(200, { 'content-encoding': 'gzip' })
      .end(gzipSync(JSON.stringify({ keys: [FIRST_KEY] })));
  const huge = { keys: [FIRST_KEY], filler: 'x'.repeat(256 * 1_024) };
  const many = { keys: Array.from({ length: 101 }, (_, at) => ({ ...FIRST_KEY, kid: `key-${at}` })) };
  const symmetric = { kty: 'oct', kid: 'key-1', k: 'c2VjcmV0' };
  const keys = (...all: readonly unknown[]): JwksBehaviour => answering({ keys: all });

  it.each<[string, JwksBehaviour, string]>([
    ['a redirect', redirect, 'it answered with status 302'],
    ['an error', answering('no', 500), 'it answered with status 500'],
    ['another protocol', upgrade, 'it answered with status 101'],
    ['half an answer', broken, 'it cannot be reached (ECONNRESET)'],
    ['a page', answering('<html>secret</html>'), 'its answer is not valid JSON'],
    ['a compressed answer', gzip, 'its answer has a content coding that was not asked for'],
    ['a huge answer', answering(huge), 'its answer is larger than 262144 bytes'],
    [
      'a huge answer, told beforehand',
      answering('x'.repeat(300_000)),
      'its answer is larger than 262144 bytes',
    ],
    ['JSON of another form', answering([FIRST_KEY]), 'it is no JWK Set'],
    ['null', answering('null'), 'it is no JWK Set'],
    ['more keys than are read', answering(many), 'it has more than 100 keys'],
    ['no keys', keys(), 'it has no key that can be used'],
    ['a symmetric key', keys(symmetric), 'it has no key that can be used'],
    ['a weak key', keys(weak), 'it has no key that can be used'],
    ['a key of encryption', keys({ ...FIRST_KEY, use: 'enc' }), 'it has no key that can be used'],
    ['a key to sign with', keys({ ...FIRST_KEY, key_ops: ['sign'] }), 'it has no key that can be used'],
    ['a key of another algorithm', keys({ ...FIRST_KEY, alg: 'RS512' }), 'it has no key that can be used'],
    ['rows that are no keys', keys(null, 7, [], {}, { kty: 'RSA' }), 'it has no key that can be used'],
    ['a broken key', keys({ ...FIRST_KEY, n: '***' }), 'it has no key that can be used'],
    ['a key of another kind', keys(jwkOf(ecPair('P-256').publicKey)), 'it has no key that can be used'],
  ])('%s is told so, and nobody gets in', async (_what, behaviour, reason) => {
    followed = 0;
    rig = await TokenRig.start({}, (issuer) => void (issuer.behaviour = behaviour));
    expect(await rig.logged(CANNOT_BE_FETCHED)).toMatchObject({ reason });
    expect(await statusOf(rig.token())).toBe(503);
    expect(followed).toBe(0);
    expect(JSON.stringify(rig.gateway.logs)).not.toContain('secret</html>');
    rig.issuer.publish(FIRST_KEY);
    await fetchAfter(5_000);
    expect(await statusOf(rig.token())).toBe(200);
  });

  it('nothing at all: a token waits for it no longer than 5 s', async () => {
    rig = await TokenRig.start({}, (issuer) => void (issuer.behaviour = HANGING));
    const waiting = rig.ask(rig.token());
    await calls(1);
    expect((await rig.clock.passing(waiting)).status).toBe(503);
    expect(await rig.logged(CANNOT_BE_FETCHED)).toMatchObject({ reason: 'no answer within 5000 ms' });
  });

  it('its answer byte by byte: it is over after 5 s all the same', async () => {
    const drip: JwksBehaviour = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    };
    rig = await TokenRig.start({}, (issuer) => void (issuer.behaviour = drip));
    const waiting = rig.ask(rig.token());
    await calls(1);
    expect((await rig.clock.passing(waiting)).status).toBe(503);
  });

  it('slowly: a token that comes meanwhile waits, and gets in', async () => {
    let release = (): void => {};
    rig = await TokenRig.start({}, (issuer) => {
      issuer.behaviour = (request, response) => {
        release = () => answering({ keys: [FIRST_KEY] })(request, response);
      };
    });
    await calls(1);
    const waiting = [rig.ask(rig.token()), rig.ask(rig.token())];
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('the keys of the issuer', () => {
  beforeEach(async () => {
    rig = await TokenRig.start();
    await rig.loaded();
    // there is a catalogue before time passes
    expect(await statusOf(rig.token())).toBe(200);
  });

  it('are fetched anew every five minutes', async () => {
    await fetchAfter(FIVE_MINUTES);
    await fetchAfter(FIVE_MINUTES);
    expect(rig.issuer.calls).toBe(3);
    expect(rig.gateway.logs.filter(({ msg }) => msg === 'signing keys loaded')).toEqual([
      expect.objectContaining({ keys: 1, ignored: 0 }),
    ]);
  });

  it('stay in force for as long as the issuer is down, and the log says so once', async () => {
    await rig.issuer.close();
    await fetchAfter(FIVE_MINUTES);
    for (let hour = 0; hour < 3; hour++) rig.clock.advance(3_600_000);
    expect(await statusOf(rig.token({ jti: 'new' }))).toBe(200);
    expect(rig.gateway.logs.filter(({ msg }) => msg === CANNOT_BE_FETCHED)).toEqual([
      expect.objectContaining({ reason: 'it cannot be reached (ECONNREFUSED)', keys: 1 }),
    ]);
    await rig.issuer.listen();
    await fetchAfter(30_000);
    expect(await rig.logged('signing keys can again be fetched')).toMatchObject({ level: 'info', keys: 1 });
  });

  it('stay in force when what the issuer answers has none', async () => {
    rig.issuer.publish();
    await fetchAfter(FIVE_MINUTES);
    expect(await statusOf(rig.token({ jti: 'new' }))).toBe(200);
  });

  it('change without a failed request: a new one is fetched when the first token names it', async () => {
    rig.issuer.publish(FIRST_KEY, SECOND_KEY);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        statusOf(at % 2 ? signedBySecond({ jti: at }) : rig.token({ jti: at })),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(rig.issuer.calls).toBe(2);
  });

  it('that are taken away let nobody in any more, also who was in before', async () => {
    const known = rig.token();
    expect(await statusOf(known)).toBe(200);
    rig.issuer.publish(SECOND_KEY);
    await fetchAfter(FIVE_MINUTES);
    expect(await statusOf(known)).toBe(401);
    expect(await statusOf(signedBySecond())).toBe(200);
  });

  it('are not fetched because of tokens more often than every 30 s, whatever kid they name', async () => {
    const strange = (at: number): string => rig.token({}, { kid: `strange-${at}` });
    const storm = async (): Promise<void> => {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => statusOf(strange(at))));
      expect(new Set(answers)).toEqual(new Set([401]));
    };
    await storm();
    expect(rig.issuer.calls).toBe(2);
    rig.clock.advance(29_999);
    await storm();
    expect(rig.issuer.calls).toBe(2);
    rig.clock.advance(1);
    await storm();
    expect(rig.issuer.calls).toBe(3);
    expect(await statusOf(rig.token())).toBe(200);
  });

  it.each<[string, () => string]>([
    ['garbage', () => 'a.b.c'],
    ['an algorithm that is not taken', () => rig.token({}, { kid: 'strange', alg: 'HS256' })],
    ['another type', () => rig.token({}, { kid: 'strange', typ: 'logout+jwt' })],
    ['no kid', () => token({ alg: 'RS256' }, {}, signedWith(SECOND.privateKey))],
    ['a wrong signature', () => token({ alg: 'RS256', kid: 'key-1' }, {}, signedWith(SECOND.privateKey))],
    ['another issuer', () => rig.token({ iss: 'x' })],
  ])('are not fetched because of a token with %s', async (_what, made) => {
    expect(await statusOf(made())).toBe(401);
    expect(rig.issuer.calls).toBe(1);
  });

  it('are not waited for longer than 5 s, also where a strange kid asks for them', async () => {
    rig.issuer.behaviour = HANGING;
    const waiting = rig.ask(rig.token({}, { kid: 'strange' }));
    await calls(2);
    expect(await statusOf(rig.token())).toBe(200);
    expect((await rig.clock.passing(waiting)).status).toBe(401);
  });

  it('are named by kid where there are several: a token without one is refused', async () => {
    const nameless = (): string =>
      token({ alg: 'RS256' }, goodClaims(rig.clock.now()), signedWith(PAIR.privateKey));
    expect(await statusOf(nameless())).toBe(200);
    rig.issuer.publish(FIRST_KEY, SECOND_KEY);
    await fetchAfter(FIVE_MINUTES);
    expect(await statusOf(nameless())).toBe(401);
    expect(rig.issuer.calls).toBe(2);
  });
});

describe('a token that is known', () => {
  beforeEach(async () => {
    rig = await TokenRig.start();
    await rig.loaded();
  });

  it('is not taken when it has ended, though it was a moment before', async () => {
    const known = rig.token({ exp: Math.floor(rig.clock.now() / 1_000) + 60 });
    expect(await statusOf(known)).toBe(200);
    rig.clock.advance(89_999);
    expect(await statusOf(known)).toBe(200);
    rig.clock.advance(1);
    expect(await statusOf(known)).toBe(401);
    expect(rig.lastReason).toBe('expired');
  });

  it('is told apart from one that differs in its last character', async () => {
    const known = rig.token();
    expect(await statusOf(known)).toBe(200);
    const last = known.at(-1) === 'A' ? 'B' : 'A';
    expect(await statusOf(known.slice(0, -1) + last)).toBe(401);
  });
});

describe('every algorithm with a public key', () => {
  it('is verified where it is allowed, each with its own kind of key', async () => {
    const pairs = {
      RS384: rsaPair(),
      PS256: rsaPair(),
      ES256: ecPair('P-256'),
      ES384: ecPair('P-384'),
      ES512: ecPair('P-521'),
      EdDSA: edPair(),
    };
    const names = Object.keys(pairs) as (keyof typeof pairs)[];
    const published = names.map((name) => jwkOf(pairs[name].publicKey, { kid: name }));
    rig = await TokenRig.start({ JWT_ALGORITHMS: names.join() }, (issuer) => issuer.publish(...published));
    await rig.loaded();
    for (const alg of names) {
      const claims = goodClaims(rig.clock.now());
      const sign = signedWith(pairs[alg].privateKey, alg);
      expect([alg, await statusOf(token({ alg, kid: alg }, claims, sign))]).toEqual([alg, 200]);
      const forged = token({ alg, kid: alg }, { ...claims, scope: 'catalog:refresh' }, () => sign('other'));
      expect([alg, await statusOf(forged)]).toEqual([alg, 401]);
    }
    expect(await statusOf(rig.token())).toBe(401);
  });
});
