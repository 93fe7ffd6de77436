import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createClient, RESP_TYPES } from '@redis/client';

import { eventually } from './eventually.js';
import { freePort } from './free-port.js';
import { searchStored } from './gateway-watch.js';
import { expectNoLeaks } from './leaks.js';
import { asStored } from './stored-files.js';

/**
 * Whether there is a Redis to test with. CI says that there must be one (`REDIS_REQUIRED`); elsewhere the suites that
 * need it are left out, and say so.
 */
export const hasRedis = has('redis-server', '--version');

export const describeWithRedis = hasRedis ? describe : describe.skip;

/** A test that makes certificates. */
export const itWithOpenssl = has('openssl', 'version') ? it : it.skip;

function has(command: string, question: string): boolean {
  if (spawnSync(command, [question]).status === 0) return true;
  if (process.env['REDIS_REQUIRED'] === 'true')
    throw new Error(`${command} is missing, and REDIS_REQUIRED is set`);
  process.stderr.write(`left out: tests that need ${command}, which is not installed\n`);
  return false;
}

type Client = ReturnType<typeof clientOf>;

/** A real Redis of this test alone, on a port of its own, that keeps nothing on the disk. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly args: readonly string[],
    private readonly password: string | undefined,
  ) {}

  /** @param args further options, as on the command line of `redis-server` */
  static async start(args: readonly string[] = [], password?: string): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), mkdtempSync(join(tmpdir(), 'redis-')), args, password);
    await server.run();
    return server;
  }

  get url(): string {
    return this.urlWith(this.password);
  }

  urlWith(password: string | undefined): string {
    const user = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    return `redis://${user}127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again with nothing in it, and with more options. */
  async run(more: readonly string[] = []): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    const secret = this.password === undefined ? [] : ['--requirepass', this.password];
    this.child = spawn('redis-server', [...own, ...secret, ...this.args, ...more], { stdio: 'ignore' });
    await eventually(
      () => this.ask((client) => client.ping()).catch(() => 'not yet'),
      (answer) => answer === 'PONG',
      10_000,
    );
  }

  /** Lets a client of the test's own do something. */
  async ask<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = clientOf(this.url);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }

  /** The names of all that is in it, sorted. */
  async keys(): Promise<string[]> {
    return (await this.ask((client) => client.keys('*'))).toSorted();
  }

  /** Lets time pass in it, which no clock of a test can: all that has an end is so much nearer to it. */
  async age(ms: number): Promise<void> {
    await this.ask(async (client) => {
      for (const key of await client.keys('*')) {
        const leftMs = await client.pTTL(key);
        if (leftMs > 0) await client.pExpire(key, leftMs - ms);
      }
    });
  }

  /** `SIGSTOP` makes it hang, `SIGCONT` go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** For the end of a test. */
  async discard(): Promise<void> {
    this.signal('SIGCONT');
    // one that does not run has nothing
    if (await this.ask((client) => client.ping()).catch(() => undefined)) await this.search();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
    expectNoLeaks();
  }

  /** Looks for secrets in everything that is in it. */
  private search(): Promise<void> {
    return this.ask(async (client) => {
      const inBytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
      for (const key of await client.keys('*')) {
        searchStored('the name of a Redis value', Buffer.from(key));
        const value = await inBytes.get(key);
        for (const bytes of value ? asStored(value) : []) searchStored(`the Redis value ${key}`, bytes);
      }
    });
  }
}

// the library's type has 400 commands

function clientOf(url: string) {
  return createClient({ url, socket: { reconnectStrategy: false } });
}
