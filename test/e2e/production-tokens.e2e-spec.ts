import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { jwkOf, JwksServer } from '../support/jwks-server.js';
import { AUDIENCE, goodClaims, ISSUER, rsaPair, signedWith, token } from '../support/tokens.js';

const PAIR = rsaPair();

let upstream: StandIn;
let issuer: JwksServer;
let folder = '';
let program: BuiltProgram;

beforeEach(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
  issuer = await new JwksServer().listen();
  issuer.publish(jwkOf(PAIR.publicKey, { kid: 'key-1' }));
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await program.discard();
  await upstream.close();
  await issuer.close();
  rmSync(folder, { recursive: true });
});

/** Starts the build with tokens taken. @returns asks with a token, and gives the status */
async function start(env: Record<string, string>): Promise<(bearer: string) => Promise<number>> {
  const access = { ACCESS_MODE: 'jwt', JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, JWT_JWKS_URL: issuer.url };
  program = new BuiltProgram('main.js', {
    cwd: folder,
    env: { ...gatewayEnvironment(upstream.url), ...access, ...env },
  });
  const { url } = await program.listening();
  return async (bearer) => {
    const headers = { authorization: `Bearer ${bearer}` };
    const answer = await fetch(`${url}/v1/images?limit=1`, { headers });
    await answer.arrayBuffer();
    return answer.status;
  };
}

function good(claims: object = {}): string {
  return token({ alg: 'RS256', kid: 'key-1' }, goodClaims(Date.now(), claims), signedWith(PAIR.privateKey));
}

function forged(): string {
  return token({ alg: 'RS256', kid: 'key-1' }, goodClaims(Date.now()), signedWith(rsaPair().privateKey));
}

describe('the built gateway with ACCESS_MODE=jwt', () => {
  it.each(['1', '2'])('verifies tokens, in %s processes, and ends when it is told to', async (PROCESSES) => {
    const statusOf = await start({ PROCESSES });
    await eventually(
      () => statusOf(good()),
      (status) => status === 200,
    );
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, jti) => statusOf(good({ jti }))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await statusOf(forged())).toBe(401);
    expect(program.logs.filter(({ msg }) => msg === 'signing keys loaded')).toHaveLength(Number(PROCESSES));
    expect(issuer.calls).toBe(Number(PROCESSES));
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('starts, and ends, while the issuer says nothing', async () => {
    issuer.behaviour = () => {};
    const statusOf = await start({});
    const waiting = statusOf(good());
    program.signal('SIGTERM');
    expect([401, 503]).toContain(await waiting.catch(() => 503));
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('refuses to start with an algorithm that anybody could sign with', async () => {
    program = new BuiltProgram('main.js', {
      cwd: folder,
      env: { ...gatewayEnvironment(upstream.url), ACCESS_MODE: 'jwt', JWT_ALGORITHMS: 'HS256,none' },
    });
    expect(await program.ended).toMatchObject({ code: 78 });
    expect(program.stderr).toContain('JWT_ALGORITHMS: must not name none or HS256 and its kin');
    expect(program.stderr).toContain('JWT_ISSUER: is missing; ACCESS_MODE=jwt needs it');
  });
});
