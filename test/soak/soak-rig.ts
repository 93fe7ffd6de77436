import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { KeyFile } from '../support/door-keys.js';
import { hasRedis, RedisServer } from '../support/redis-server.js';
import { CANARIES } from '../support/upstream-secrets.js';
import type { Chronicle } from './chronicle.js';
import { Replica } from './replica.js';
import { READER_KEY, REDIS_PASSWORD, USERNAME, type SecretWatch } from './secret-watch.js';
import { FRESH_MS, SHUTDOWN_MS, STALE_MS, UPSTREAM_TIMEOUT_MS, type SoakOptions } from './soak-options.js';
import { VersionBook } from './version-book.js';

/** Larger than a page of any list here, smaller than the answers that are meant to be too large. */
const MAX_BODY = '1900KiB';

/** The real parts: replicas of the built program, a Redis where there is one, and the stand-in of the cloud. */
export class SoakRig {
  readonly replicas: Replica[] = [];
  readonly book = new VersionBook(() => this.upstream.calls);
  private readonly folder = mkdtempSync(join(tmpdir(), 'soak-'));
  private readonly keys = new KeyFile(
    { client: 'reader', key: READER_KEY },
    { client: 'refresher', key: CANARIES.apiKey, scopes: ['images:read', 'catalog:refresh'] },
  );

  private constructor(
    readonly upstream: StandIn,
    readonly redis: RedisServer | undefined,
  ) {}

  /** All but the replicas. */
  static async start(options: SoakOptions, chronicle: Chronicle, secrets: SecretWatch): Promise<SoakRig> {
    const redis = hasRedis ? await RedisServer.start([], REDIS_PASSWORD) : undefined;
    if (!redis) process.stdout.write('no redis-server here: each replica has a folder (CACHE_URL=file:)\n');
    const { appkey, password } = CANARIES;
    const upstream = await startStandIn({ appkey, username: USERNAME, password, gzip: true });
    const rig = new SoakRig(upstream, redis);
    rig.change(generateImages(options.images, options.seed));
    for (let number = 1; number <= options.replicas; number++) {
      const env = { ...(await rig.environment(number)), PROCESSES: number === 2 ? '2' : '1' };
      rig.replicas.push(new Replica(`replica ${number}`, env, rig.folder, chronicle, secrets));
    }
    return rig;
  }

  async startReplicas(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.start(false)));
  }

  /** The upstream has these images from now on. */
  change(rows: readonly StandInImage[]): void {
    this.book.enter(rows);
    this.upstream.images = rows;
  }

  async discard(): Promise<void> {
    this.redis?.signal('SIGCONT');
    await Promise.all(this.replicas.map((replica) => replica.kill()));
    await this.upstream.close();
    await this.redis?.discard();
    this.keys.discard();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async environment(number: number): Promise<Record<string, string>> {
    return {
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      MANAGEMENT_HOST: '127.0.0.1',
      MANAGEMENT_PORT: String(await freePort()),
      ACCESS_MODE: 'api-key',
      ACCESS_KEYS_FILE: this.keys.path,
      UPSTREAM_URL: this.upstream.url,
      UPSTREAM_APPKEY: CANARIES.appkey,
      UPSTREAM_USERNAME: USERNAME,
      UPSTREAM_PASSWORD: CANARIES.password,
      UPSTREAM_TIMEOUT: `${UPSTREAM_TIMEOUT_MS}ms`,
      UPSTREAM_MAX_BODY: MAX_BODY,
      CURSOR_SECRET: CANARIES.cursorSecret,
      CACHE_URL: this.redis?.url ?? `file:${join(this.folder, `store-${number}`)}`,
      CACHE_FRESH_FOR: `${FRESH_MS}ms`,
      CACHE_STALE_FOR: `${STALE_MS}ms`,
      SHUTDOWN_TIMEOUT: `${SHUTDOWN_MS}ms`,
      LOG_LEVEL: 'trace',
      PATH: process.env['PATH'] ?? '',
    };
  }
}

/** A port that was free a moment ago, below those that are given to connections. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
}
