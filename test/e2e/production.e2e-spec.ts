import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let started: BuiltProgram[] = [];

beforeAll(async () => {
  upstream = await startStandIn({ images: generateImages(60) });
});

afterAll(() => upstream.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  upstream.heal();
  rmSync(folder, { recursive: true });
});

function run(
  file: string,
  env: Record<string, string | undefined> = {},
  args: string[] = [],
  stdin?: string,
): BuiltProgram {
  const program = new BuiltProgram(file, { cwd: folder, env, args, ...(stdin !== undefined && { stdin }) });
  started.push(program);
  return program;
}

function gateway(env: Record<string, string | undefined> = {}): BuiltProgram {
  return run('main.js', { ...gatewayEnvironment(upstream.url), ...env });
}

/** A program text that Node runs before the gateway. */
function before(program: string): string {
  return `--import data:text/javascript,${encodeURIComponent(program)}`;
}

function occupy(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}

describe('node dist/main.js', () => {
  it('logs its ports, becomes ready, answers, and serves the committed OpenAPI document', async () => {
    const { url, managementUrl } = await gateway().listening();
    expect(url).not.toMatch(/:0$/);
    await eventually(
      () => request(managementUrl).get('/readyz'),
      ({ status }) => status === 200,
    );
    const page = await request(url).get('/v1/images?osDistro=ubuntu&status=active&limit=5');
    expect([page.status, page.body]).toEqual([
      200,
      expect.objectContaining({ links: expect.anything() as object }),
    ]);
    const document = await request(url).get('/openapi.json');
    const committed = readFileSync(join(__dirname, '../../docs/openapi.json'), 'utf8');
    // which credentials are taken is a matter of the settings
    const bare = (text: string): unknown =>
      JSON.parse(text, (name, value: unknown) => (name.startsWith('security') ? undefined : value));
    expect(bare(document.text)).toEqual(bare(committed));
    expect((await request(url).get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  it('reads .env in the working directory, and the environment wins', async () => {
    const { UPSTREAM_APPKEY = '', ...rest } = gatewayEnvironment(upstream.url);
    const file = { ...rest, UPSTREAM_APPKEY, UPSTREAM_SOURCE_ID: 'from-the-file', DOCS: 'off', PORT: '1' };
    writeFileSync(
      join(folder, '.env'),
      Object.entries(file)
        .map((pair) => `${pair.join('=')}\n`)
        .join(''),
    );
    const { url } = await run('main.js', {
      PORT: '0',
      UPSTREAM_SOURCE_ID: 'from-the-environment',
    }).listening();
    const catalog = await request(url).get('/v1/catalog');
    expect(catalog.body).toMatchObject({ sources: [{ id: 'from-the-environment' }] });
    expect((await request(url).get('/docs')).status).toBe(404);
  });

  it('speaks to the cloud alone unless it is told otherwise: never to a stand-in', async () => {
    const noNetwork = before(`
      import dns from 'node:dns';
      import { isIP } from 'node:net';
      const lookup = dns.lookup;
      dns.lookup = (host, options, done) => {
        if (isIP(host)) return lookup(host, options, done);
        console.log(JSON.stringify({ msg: 'lookup', host }));
        setImmediate(() => done(Object.assign(new Error('no network'), { code: 'ENOTFOUND' })));
      };`);
    const program = gateway({
      UPSTREAM_URL: undefined,
      UPSTREAM_USERNAME: undefined,
      UPSTREAM_PASSWORD: undefined,
      UPSTREAM_TOKEN: 'a-fixed-token',
      NODE_OPTIONS: noNetwork,
    });
    const { url } = await program.listening();
    const answer = await request(url).get('/v1/images');
    expect([answer.status, answer.body]).toEqual([
      502,
      expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE' }),
    ]);
    const hosts = program.logs.filter(({ msg }) => msg === 'lookup').map(({ host }) => host);
    expect(new Set(hosts)).toEqual(new Set(['api-compute.cloud.toast.com']));
  });
});

describe('the end of the process', () => {
  it('has exit code 0 after a signal; a request in flight gets its 200, idle connections do not matter', async () => {
    upstream.fail('images', { kind: 'delay', ms: 60_000 });
    const endings = (['SIGTERM', 'SIGINT'] as const).map(async (signal) => {
      const program = gateway();
      const { url, managementUrl } = await program.listening();
      const [inFlight, idle] = [await RawConnection.open(url), await RawConnection.open(url)];
      inFlight.send(requestText('GET', '/v1/images?limit=1'));
      idle.send(requestText('GET', '/docs'));
      await idle.answer();
      program.signal(signal);
      await program.line('shutting down');
      expect((await request(managementUrl).get('/readyz')).status).toBe(503);
      return { program, inFlight, idle };
    });
    const all = await Promise.all(endings);
    upstream.heal();
    for (const { program, inFlight, idle } of all) {
      const { status, headers, body } = await inFlight.answer();
      expect([status, headers['connection']]).toEqual([200, 'close']);
      expect(JSON.parse(body)).toMatchObject({ page: { returned: 1, total: 60 } });
      await idle.ended;
      expect(await program.ended).toMatchObject({ code: 0, signal: null });
      expect([program.logs.at(-1)?.['msg'], program.stderr]).toEqual(['stopped', '']);
    }
  });

  it('comes within SHUTDOWN_TIMEOUT, whatever clients and the upstream do', async () => {
    upstream.fail('images', { kind: 'hang', at: 'body' });
    const program = gateway({ SHUTDOWN_TIMEOUT: '1s' });
    const { url } = await program.listening();
    const [waiting, stuck, idle] = await Promise.all([1, 2, 3].map(() => RawConnection.open(url)));
    waiting!.send(requestText('GET', '/v1/images'));
    stuck!.send('GET /v1/images HTTP/1.1\r\nHost: gateway.te');
    idle!.send(requestText('GET', '/docs'));
    await idle!.answer();
    program.signal('SIGTERM');
    const refused = await waiting!.answer();
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(refused.body)).toMatchObject({ code: 'DRAINING' });
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
    const [begun, stopped] = [await program.line('shutting down'), await program.line('stopped')];
    const took = Date.parse(String(stopped['time'])) - Date.parse(String(begun['time']));
    expect(took).toBeGreaterThan(700);
    expect(took).toBeLessThan(1_300);
    await stuck!.ended;
  });

  it('has exit code 0 also when it is asked for during the start', async () => {
    // said when signals are heard, which is before the program is loaded; the signal then arrives meanwhile
    const slowLoading = before(`
      process.on('newListener', (name) => {
        if (name !== 'SIGTERM') return;
        process._rawDebug('LOADING');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      });`);
    const program = gateway({ NODE_OPTIONS: slowLoading });
    await eventually(
      () => program.stderr,
      (text) => text.includes('LOADING'),
      10_000,
    );
    expect(program.logs).toEqual([]);
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });

  it('has exit code 0 also when it is asked for before the settings are read', async () => {
    const hooks = `
      export async function load(url, context, next) {
        const loaded = await next(url, context);
        if (!url.endsWith('/dist/main.js')) return loaded;
        const pause = "process._rawDebug('EVALUATING');await new Promise((go) => setTimeout(go, 300));";
        return { ...loaded, source: pause + loaded.source };
      }`;
    const slowReading = before(`
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));`);
    const program = gateway({ NODE_OPTIONS: slowReading });
    await eventually(
      () => program.stderr,
      (text) => text.includes('EVALUATING'),
      10_000,
    );
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
  });
});

describe('a start that cannot be', () => {
  it('for wrong settings ends within 2 s with exit code 78 and one list, without a secret', async () => {
    writeFileSync(join(folder, 'keys.json'), JSON.stringify([{ client: 'a', sha256: 'CANARY', scopes: [] }]));
    writeFileSync(join(folder, 'token'), '');
    const program = run('main.js', {
      PORT: '70000',
      UPSTREAM_URL: 'http://CANARY-user:CANARY@cloud.test/',
      UPSTREAM_APPKEY: 'CANARY\nappkey',
      UPSTREAM_TOKEN: 'CANARY-token',
      UPSTREAM_TOKEN_FILE: join(folder, 'token'),
      UPSTREAM_TIMEOUT: 'soon',
      UPSTREAM_TOKN: 'CANARY',
      ACCESS_MODE: 'api-key',
      ACCESS_KEYS_FILE: join(folder, 'keys.json'),
      CACHE_FRESH_FOR: '-1s',
      CURSOR_SECRET: '   ',
      DOCS: 'maybe',
      RATE_LIMITS: 'off',
    });
    const { code, signal, ms } = await program.ended;
    expect([code, signal, program.stdout]).toEqual([78, null, '']);
    expect(ms).toBeLessThan(2_000);
    const [heading, ...faults] = program.stderr.trimEnd().split('\n');
    const names = faults.map((fault) => /^ {2}(\w+): ./.exec(fault)?.[1]);
    expect(heading).toBe(`${new Set(names).size} settings are wrong:`);
    expect([...new Set(names)]).toEqual([
      'PORT',
      'UPSTREAM_URL',
      'UPSTREAM_APPKEY',
      'UPSTREAM_TOKEN',
      'UPSTREAM_TIMEOUT',
      'CACHE_FRESH_FOR',
      'ACCESS_KEYS_FILE',
      'CURSOR_SECRET',
      'DOCS',
      'RATE_LIMITS',
      'UPSTREAM_TOKN',
    ]);
    expect(program.stderr).not.toContain('CANARY');
  });

  it('for a secret in the place of another setting does not repeat it', async () => {
    const program = gateway({ PORT: 'CANARY-appkey', LOG_LEVEL: 'CANARY-token', UPSTREAM_APPKEY: undefined });
    expect(await program.ended).toMatchObject({ code: 78 });
    const names = [...program.stderr.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name);
    expect(names).toEqual(['PORT', 'UPSTREAM_APPKEY', 'LOG_LEVEL']);
    expect(program.stderr).not.toMatch(/canary/i);
  });

  it('without any setting names what must be said, ACCESS_MODE among it', async () => {
    const program = run('main.js');
    expect(await program.ended).toMatchObject({ code: 78 });
    const names = [...program.stderr.matchAll(/^ {2}(\w+): is missing/gm)].map(([, name]) => name);
    expect(names).toEqual(['UPSTREAM_APPKEY', 'UPSTREAM_TOKEN', 'ACCESS_MODE']);
  });

  it.each([undefined, ''])('with everything but ACCESS_MODE is none: %j', async (mode) => {
    upstream.clearCalls();
    const program = gateway({ ACCESS_MODE: mode });
    expect(await program.ended).toMatchObject({ code: 78 });
    expect(program.stderr).toMatch(/^1 setting is wrong:\n {2}ACCESS_MODE: is missing.*\n$/);
    expect(upstream.calls).toEqual([]);
  });

  it('for want of a port says which, and has exit code 1', async () => {
    const other = await occupy();
    // an address of a TCP server is no text
    const { port } = other.address() as AddressInfo;
    const programs = ['PORT', 'MANAGEMENT_PORT'].map((name) => gateway({ [name]: String(port) }));
    for (const program of programs) {
      expect(await program.ended).toMatchObject({ code: 1, signal: null });
      const [line, ...more] = program.logs.filter(({ level }) => level === 'fatal' || level === 'error');
      expect(more).toEqual([]);
      expect(line?.['msg']).toMatch(new RegExp(`^port ${port} is in use: set PORT or MANAGEMENT_PORT`));
      expect(program.stderr).toBe(`${String(line?.['msg'])}\n`);
      expect(program.stdout).not.toMatch(/\bat .*\.js:\d+/);
    }
    other.close();
  });
});

describe('a start that cannot be, and a log that is off,', () => {
  it('for want of a port says so all the same', async () => {
    const other = await occupy();
    // an address of a TCP server is no text
    const { port } = other.address() as AddressInfo;
    const program = gateway({ PORT: String(port), LOG_LEVEL: 'silent' });
    expect(await program.ended).toMatchObject({ code: 1, signal: null });
    expect([program.stdout, program.stderr]).toEqual([
      '',
      expect.stringMatching(new RegExp(`^port ${port} is in use: set PORT or MANAGEMENT_PORT.*\\n$`)),
    ]);
    other.close();
  });
});

describe('node dist/access/new-key.js', () => {
  it('prints a key and the entry for its digest', async () => {
    const program = run('access/new-key.js', {}, ['acme', '--scopes', 'catalog:refresh']);
    expect(await program.ended).toMatchObject({ code: 0 });
    const [key, entry] = [/igw_[\w-]{43}/.exec(program.stdout)![0], /\{.*\}/.exec(program.stdout)![0]];
    expect(JSON.parse(entry)).toEqual({
      client: 'acme',
      sha256: createHash('sha256').update(key).digest('hex'),
      scopes: ['catalog:refresh'],
    });
    expect(program.stderr).toBe('');
  });

  it('explains itself with exit code 2 when it is used in a wrong way', async () => {
    const program = run('access/new-key.js');
    expect(await program.ended).toMatchObject({ code: 2 });
    expect([program.stdout, program.stderr]).toEqual(['', expect.stringContaining('Usage: ')]);
  });
});

describe('node dist/access/check-key.js', () => {
  it('says whose key comes on standard input, by its exit code too', async () => {
    const issued = run('access/new-key.js', {}, ['acme']);
    await issued.ended;
    const [key, entry] = [/igw_[\w-]{43}/.exec(issued.stdout)![0], /\{.*\}/.exec(issued.stdout)![0]];
    writeFileSync(join(folder, 'keys.json'), `[${entry}]`);
    const program = run('access/check-key.js', {}, ['keys.json'], `${key}\n`);
    expect(await program.ended).toMatchObject({ code: 0 });
    expect([program.stdout, program.stderr]).toEqual([expect.stringContaining('client:  acme'), '']);
    const other = run('access/check-key.js', {}, ['keys.json'], 'igw_another');
    expect(await other.ended).toMatchObject({ code: 1 });
  });
});
