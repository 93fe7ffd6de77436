import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  Agent,
  createServer,
  get,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, createServer as createRawServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { ISSUED_TOKENS } from '../../src/stand-in/issued-tokens.js';
import { startStandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { KeyFile } from '../support/door-keys.js';
import { GatewayWatch } from '../support/gateway-watch.js';
import { takeLeaks } from '../support/leaks.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startGateway } from '../support/start-gateway.js';
import { writeFile } from '../support/upstream-files.js';

const SECRET = 'pä/ss+w?rd "7~"';
const BYTES = Buffer.from(SECRET);

/** Written down by hand, and in what may surround them. */
const SPELLINGS: readonly (readonly [how: string, text: string | Buffer])[] = [
  ['plain', SECRET],
  ['in capitals', 'Pä/SS+W?RD "7~"'],
  ['URL-encoded', 'p%C3%A4%2Fss%2Bw%3Frd%20%227~%22'],
  ['URL-encoded in lower case', 'p%c3%a4%2fss%2bw%3frd%20%227~%22'],
  ['as a form has it', 'p%C3%A4%2Fss%2Bw%3Frd+%227%7E%22'],
  ['as a browser writes it', 'p%C3%A4/ss+w?rd%20%227~%22'],
  ['URL-encoded twice', 'p%25C3%25A4%252Fss%252Bw%253Frd%2520%25227~%2522'],
  ['in JSON', '"pä/ss+w?rd \\"7~\\""'],
  ['in JSON of ASCII', '"p\\u00e4/ss+w?rd \\"7~\\""'],
  ['in HTML', 'pä/ss+w?rd &quot;7~&quot;'],
  ['in Latin-1', Buffer.from(SECRET, 'latin1')],
  ['in hex', '70c3a42f73732b773f72642022377e22'],
  ['in hex in capitals', '70C3A42F73732B773F72642022377E22'],
  ['in base64', BYTES.toString('base64')],
  ['in base64url', BYTES.toString('base64url')],
  ['in base64 behind one byte', Buffer.concat([Buffer.from('u'), BYTES]).toString('base64')],
  ['in base64 as a Basic credential', Buffer.from(`me:${SECRET}`).toString('base64')],
  ['in base64url behind two bytes', Buffer.from(`ab${SECRET}and more`).toString('base64url')],
];

let server: Server;
let port = 0;
let folder = '';
let watch: GatewayWatch;
let answer: (response: ServerResponse) => void;

/** What counts as a gateway, and says what it should not. */
beforeEach(async () => {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  folder = mkdtempSync(join(tmpdir(), 'watched-'));
  watch = new GatewayWatch({ UPSTREAM_PASSWORD: SECRET }, folder);
  watch.listensOn(port);
});

afterEach(async () => {
  watch.over();
  rmSync(folder, { recursive: true });
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

function answerWith(body: string | Buffer, headers: OutgoingHttpHeaders = {}): void {
  answer = (response) => response.writeHead(200, { 'content-length': body.length, ...headers }).end(body);
}

async function receive(): Promise<readonly string[]> {
  await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer();
  return takeLeaks();
}

function expectFound(leaks: readonly string[], where: string): void {
  expect(leaks.join()).toContain(`UPSTREAM_PASSWORD, `);
  expect(leaks.join()).toContain(where);
  expect(leaks.join()).not.toContain(SECRET);
}

describe('a secret in an answer is found', () => {
  it.each(SPELLINGS)('%s', async (_how, text) => {
    const body = Buffer.concat([Buffer.from('{"name":"<'), Buffer.from(text), Buffer.from('>"}')]);
    answerWith(body);
    expectFound(await receive(), 'an answer on port');
    answerWith(gzipSync(body), { 'content-encoding': 'gzip' });
    expectFound(await receive(), 'an answer on port');
    expect(await receive()).toHaveLength(1);
  });

  it('behind much else, in Brotli, and in gzip that was cut off', async () => {
    const body = Buffer.from(
      `${'no secret, '.repeat(10_000)}${SECRET}${Math.random().toString().repeat(500)}`,
    );
    answerWith(brotliCompressSync(body), { 'content-encoding': 'br' });
    expectFound(await receive(), 'an answer');
    const cut = gzipSync(body).subarray(0, -20);
    answer = (response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip', 'content-length': cut.length + 20 })
        .write(cut, () => response.destroy());
    await receive().catch(() => undefined);
    expectFound(takeLeaks(), 'an answer');
  });

  it('in chunks of one byte, plain and compressed, and in the answer after it', async () => {
    for (const [bytes, coding] of [
      [BYTES, 'identity'],
      [gzipSync(BYTES), 'gzip'],
    ] as const) {
      answer = (response) => {
        response.writeHead(200, { 'content-encoding': coding });
        for (const byte of bytes) response.write(Buffer.of(byte));
        response.end();
      };
      expectFound(await receive(), 'an answer');
      expectFound(await receive(), 'an answer');
    }
  });

  it('in a header, behind an answer to HEAD, and on a connection that is kept', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (method: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const asked = get({ port, host: '127.0.0.1', agent, method }, (got) =>
          got.resume().on('end', resolve),
        );
        asked.on('error', reject);
      });
    answerWith(gzipSync('nothing'), { 'content-encoding': 'gzip' });
    await ask('HEAD');
    await ask('GET');
    expect(takeLeaks()).toEqual([]);
    answerWith(gzipSync(SECRET), { 'content-encoding': 'gzip' });
    await ask('HEAD');
    await ask('GET');
    expectFound(takeLeaks(), 'an answer');
    answerWith('', { 'x-note': encodeURIComponent(SECRET) });
    await ask('GET');
    expectFound(takeLeaks(), 'an answer');
    agent.destroy();
  });

  it('that comes byte by byte, and is no HTTP', async () => {
    const drip = async (socket: Socket): Promise<void> => {
      for (const byte of BYTES) await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
      socket.end();
    };
    const raw = createRawServer((socket) => void drip(socket));
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    const { port: rawPort } = raw.address() as AddressInfo;
    watch.listensOn(rawPort);
    await new Promise((resolve) => connect(rawPort, '127.0.0.1').resume().on('close', resolve));
    expectFound(takeLeaks(), `port ${rawPort}`);
    await new Promise((resolve) => raw.close(resolve));
  });
});

describe('a secret is found', () => {
  it('in the log, also where it comes in two pieces', () => {
    watch.wrote(`{"msg":"a bug","text":"${SECRET.slice(0, 5)}`);
    expect(takeLeaks()).toEqual([]);
    watch.wrote(`${SECRET.slice(5)}"}\n`);
    expectFound(takeLeaks(), 'in its log');
  });

  it('in a stored file, packed or not', () => {
    const other = new GatewayWatch({ UPSTREAM_PASSWORD: SECRET, CACHE_URL: 'file:./stored' }, folder);
    spawnSync('mkdir', [join(folder, 'stored')]);
    writeFileSync(
      join(folder, 'stored', 'a.catalog'),
      Buffer.concat([Buffer.from('{}\n'), gzipSync(SECRET)]),
    );
    expect(() => other.over()).toThrow(/UPSTREAM_PASSWORD, plain, in a stored file/);
  });

  it('that is the value of a file, at once, or a later one from the refresh on that follows it', async () => {
    const file = writeFile('the-first-value\n');
    const other = new GatewayWatch({ UPSTREAM_TOKEN_FILE: file.path }, folder);
    other.listensOn(port);
    answerWith('the-first-value');
    expect((await receive()).join()).toContain('UPSTREAM_TOKEN_FILE, plain');
    file.replace('the-second-value');
    answerWith('the-second-value');
    other.wrote('{"msg":"refresh"}\n{"msg":"secret file loaded"}\n');
    expect(await receive()).toEqual([]);
    other.wrote('{"msg":"refresh"}\n');
    expect((await receive()).join()).toContain('UPSTREAM_TOKEN_FILE, plain');
    file.replace('the-third-value');
    expect(() => other.over('{"msg":"the-third-value"}')).toThrow(/UPSTREAM_TOKEN_FILE, plain, in its log/);
    file.remove();
  });

  it.each([
    ['CACHE_URL', { CACHE_URL: 'redis://me:p%C3%A4ss%2Fword@127.0.0.1:1' }, 'päss/word'],
    ['CURSOR_SECRET', { CURSOR_SECRET: 'of-cursors' }, 'of-cursors'],
    ['UPSTREAM_APPKEY', { UPSTREAM_APPKEY: 'an-appkey' }, 'an-appkey'],
  ])('that is %s', (name, env, secret) => {
    const other = new GatewayWatch(env, folder);
    other.wrote(secret);
    expect(() => other.over()).toThrow(`${name}, plain`);
  });

  it('that is the key of a client, or a token that a stand-in issued', async () => {
    const keys = new KeyFile({ client: 'team-a', key: 'the-key-of-team-a' });
    watch.wrote('the-key-of-team-a');
    expect(takeLeaks().join()).toContain('the key of team-a, plain');
    keys.discard();
    let issued = '';
    const listen = (token: unknown): void => void (issued = String(token));
    ISSUED_TOKENS.subscribe(listen);
    const standIn = await startStandIn();
    const auth = { username: 'demo@example.test', password: 'demo-api-password' };
    const url = `${standIn.url}/v1.0/appkeys/demo-appkey-000000/tokens`;
    const told = await (await fetch(url, { method: 'POST', body: JSON.stringify({ auth }) })).text();
    ISSUED_TOKENS.unsubscribe(listen);
    expect(told).toContain(issued);
    expect(takeLeaks()).toEqual([]);
    watch.wrote(issued);
    expect(takeLeaks().join()).toContain('a token that was issued, plain');
    await standIn.close();
  });

  it('in what a gateway of a test serves and writes', async () => {
    const standIn = await startStandIn();
    const gateway = await startGateway({
      upstreamUrl: standIn.url,
      env: { UPSTREAM_SOURCE_ID: 'a-source', CURSOR_SECRET: 'a-source', CACHE_URL: `file:${folder}` },
    });
    await (await fetch(`${gateway.url}/v1/catalog`)).text();
    expect(takeLeaks().join()).toContain('CURSOR_SECRET, plain, in an answer');
    await (await fetch(`${gateway.managementUrl}/metrics`)).text();
    expect(takeLeaks().join()).toContain('CURSOR_SECRET, plain, in an answer');
    await gateway.stop();
    await standIn.close();
  });

  it('in what the built gateway serves and prints', async () => {
    const standIn = await startStandIn();
    const env = {
      ...gatewayEnvironment(standIn.url),
      UPSTREAM_SOURCE_ID: 'a-source',
      CURSOR_SECRET: 'a-source',
    };
    const noise = 'data:text/javascript,console.error(process.env.UPSTREAM_PASSWORD.toUpperCase())';
    const program = new BuiltProgram('main.js', {
      env: { ...env, NODE_OPTIONS: `--import ${noise}` },
      cwd: folder,
    });
    const { url } = await program.listening();
    await (await fetch(`${url}/v1/catalog`)).text();
    const leaks = takeLeaks().join();
    expect(leaks).toContain('UPSTREAM_PASSWORD, plain, in its log');
    expect(leaks).toContain('CURSOR_SECRET, plain, in an answer');
    await program.discard();
    await standIn.close();
  });
});

describeWithRedis('in a Redis a secret is found', () => {
  it.each([
    ['in a value', 'a', Buffer.from(SECRET)],
    ['in a packed value', 'a', Buffer.concat([Buffer.from('{}\n'), gzipSync(SECRET)])],
    ['in a name', SECRET, Buffer.from('a')],
  ])('%s', async (_where, key, value) => {
    const redis = await RedisServer.start();
    await redis.ask((client) => client.set(key, value));
    await expect(redis.discard()).rejects.toThrow(
      /UPSTREAM_PASSWORD, plain, in the (name of a )?Redis value/,
    );
  });
});

describe('nothing is found', () => {
  it('where there is no secret, or a part of it', async () => {
    answerWith(`${SECRET.slice(1)} ${SECRET.slice(0, -1)}`);
    expect(await receive()).toEqual([]);
  });

  it('in what others than gateways say, nor when the gateway is gone', async () => {
    watch.over();
    answerWith(SECRET);
    expect(await receive()).toEqual([]);
  });
});

it('fails the test in which it comes out, by name and without the secret', () => {
  const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
  const args = [jest, '--testRegex', 'fixtures/leaks/a-leak\\.ts$', '--no-color'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: join(__dirname, '../..') });
  expect(status).toBe(1);
  expect(stderr.toString()).toMatch(
    /● receives a secret from what counts as a gateway\s+secrets came out:\s+UPSTREAM_PASSWORD, plain, in an answer on port \d+; during: receives a secret/,
  );
  expect(stderr.toString().replace(/^.*const secret = .*$/m, '')).not.toContain('the-secret-of-this-file');
}, 60_000);
