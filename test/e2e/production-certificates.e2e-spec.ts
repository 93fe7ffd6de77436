import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { itWithOpenssl } from '../support/redis-server.js';
import { AUDIENCE, ISSUER } from '../support/tokens.js';

jest.setTimeout(60_000);

let upstream: StandIn;
let folder = '';
let server: Server | undefined;
let program: BuiltProgram | undefined;
let requests = 0;

beforeEach(async () => {
  upstream = await startStandIn({ images: [] });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  requests = 0;
});

afterEach(async () => {
  await program?.discard();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** A server whose certificate nobody vouches for, or for a name that is not its own. @returns its address */
async function listen(name: string): Promise<string> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${name}`];
  const how = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  execFileSync('openssl', [...how, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    requests++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  // an address of a TCP server is no text
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function start(env: Readonly<Record<string, string>>): BuiltProgram {
  program = new BuiltProgram('main.js', {
    cwd: folder,
    env: { ...gatewayEnvironment(upstream.url), NODE_TLS_REJECT_UNAUTHORIZED: '0', ...env },
  });
  return program;
}

describe('though NODE_TLS_REJECT_UNAUTHORIZED is 0, no credential goes to', () => {
  itWithOpenssl('a cloud whose certificate nobody vouches for', async () => {
    const url = await listen('IP:127.0.0.1');
    const line = await start({ UPSTREAM_URL: `${url}/compute` }).line('refresh failed');
    expect(line).toMatchObject({
      outcome: 'UPSTREAM_UNAVAILABLE',
      reason: expect.stringContaining('SELF_SIGNED') as unknown,
    });
    expect(requests).toBe(0);
  });

  itWithOpenssl('a cloud with the certificate of another name', async () => {
    const url = await listen('DNS:images.example.com');
    const trusting = { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
    const line = await start({ UPSTREAM_URL: `${url}/compute`, ...trusting }).line('refresh failed');
    expect(line).toMatchObject({
      outcome: 'UPSTREAM_UNAVAILABLE',
      reason: expect.stringContaining('ALTNAME') as unknown,
    });
    expect(requests).toBe(0);
  });

  itWithOpenssl('and no key is taken from such an issuer', async () => {
    const url = await listen('IP:127.0.0.1');
    const jwt = {
      ACCESS_MODE: 'jwt',
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
      JWT_JWKS_URL: `${url}/jwks`,
    };
    const line = await start(jwt).line('signing keys cannot be fetched: those before them stay in force');
    expect(line).toMatchObject({ reason: expect.stringContaining('SELF_SIGNED') as unknown, keys: 0 });
    expect(requests).toBe(0);
  });
});
