import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { describeWithRedis, itWithOpenssl, RedisServer } from '../support/redis-server.js';

jest.setTimeout(90_000);

const LONG_MS = 30_000;

describeWithRedis('replicas of the built program', () => {
  let upstream: StandIn;
  let redis: RedisServer;
  let folder: string;
  let started: BuiltProgram[] = [];

  beforeEach(async () => {
    redis = await RedisServer.start();
    upstream = await startStandIn({ images: generateImages(60) });
    folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  });

  afterEach(async () => {
    for (const program of started) program.signal('SIGCONT');
    await Promise.all(started.map((program) => program.discard()));
    started = [];
    await upstream.close();
    await redis.discard();
    rmSync(folder, { recursive: true });
  });

  function start(env: Record<string, string> = {}): BuiltProgram {
    const settings = {
      ...gatewayEnvironment(upstream.url),
      CACHE_URL: redis.url,
      UPSTREAM_TIMEOUT: '60s',
      ...env,
    };
    const program = new BuiltProgram('main.js', { cwd: folder, env: settings });
    started.push(program);
    return program;
  }

  async function countOf(program: BuiltProgram): Promise<unknown> {
    const { url } = await program.listening();
    const answer = await fetch(`${url}/v1/catalog`);
    return ((await answer.json()) as { count: unknown }).count;
  }

  function listings(): number {
    return upstream.calls.filter(({ operation, query }) => operation === 'images' && !('marker' in query))
      .length;
  }

  async function serves(program: BuiltProgram, count: number): Promise<void> {
    await eventually(
      () => countOf(program),
      (found) => found === count,
      LONG_MS,
    );
  }

  it('go on when the one whose turn it is dies in the middle of it', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' }, { times: 1 });
    const first = start();
    await eventually(listings, (count) => count === 1, LONG_MS);
    const second = start();
    await second.listening();
    expect(listings()).toBe(1);
    first.signal('SIGKILL');
    await serves(second, 60);
    expect(listings()).toBe(2);
  });

  it('go on when it hangs, and what it brings when it wakes up replaces nothing', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' }, { times: 1 });
    const first = start({ CACHE_KEEP_WARM: 'false' });
    await eventually(listings, (count) => count === 1, LONG_MS);
    const second = start({ CACHE_KEEP_WARM: 'false' });
    await second.listening();
    first.signal('SIGSTOP');
    upstream.images = generateImages(70);
    await serves(second, 70);
    // the answer that the first one waits for is of now, so that it differs from what the second one has
    upstream.images = generateImages(50);
    upstream.heal();
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.signal('SIGCONT');
    await serves(first, 70);
    const third = start({ CACHE_KEEP_WARM: 'false' });
    await serves(third, 70);
    expect(listings()).toBe(2);
  });

  it('give the lease back when they are stopped in the middle of a listing', async () => {
    upstream.fail('images', { kind: 'hang', at: 'headers' }, { times: 1 });
    const first = start();
    await eventually(listings, (count) => count === 1, LONG_MS);
    first.signal('SIGTERM');
    expect((await first.ended).code).toBe(0);
    expect(await redis.keys()).toEqual([]);
  });

  it('share it also with several processes each', async () => {
    const first = start({ PROCESSES: '2' });
    await serves(first, 60);
    const second = start({ PROCESSES: '2' });
    await serves(second, 60);
    expect(listings()).toBe(1);
    upstream.images = generateImages(70);
  });

  itWithOpenssl('speak TLS to Redis, and refuse a certificate that nobody vouches for', async () => {
    const pem = (name: string): string => join(folder, `${name}.pem`);
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', pem('key'), '-out', pem('cert')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files],
      {
        stdio: 'ignore',
      },
    );
    const port = String(redis.port + 1 > 65_000 ? redis.port - 1 : redis.port + 1);
    const tls = ['--tls-port', port, '--tls-cert-file', pem('cert'), '--tls-key-file', pem('key')];
    await redis.kill();
    await redis.run([...tls, '--tls-ca-cert-file', pem('cert'), '--tls-auth-clients', 'no']);
    const url = `rediss://127.0.0.1:${port}`;
    const trusting = start({ CACHE_URL: url, NODE_EXTRA_CA_CERTS: pem('cert') });
    await eventually(
      () => redis.keys(),
      (keys) => keys.some((key) => key.endsWith(':news')),
      LONG_MS,
    );
    const other = start({ CACHE_URL: url, NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    await serves(other, 60);
    expect(await other.line('redis cannot be reached')).toMatchObject({
      reason: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await serves(trusting, 60);
  });
});
