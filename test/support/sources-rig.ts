import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request from 'supertest';

import type { CatalogStatus, SourceStatus } from '../../src/catalog/catalog-status.js';
import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { eventually } from './eventually.js';
import { learnSecret } from './gateway-watch.js';
import { ManualClock } from './manual-clock.js';
import { startGateway, type TestGateway } from './start-gateway.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What of a source is not as usual; a `url` in the place of the stand-in's. */
export type SourceText = Readonly<Record<string, unknown>>;

/** Takes the settings of a single upstream away. */
const NO_SINGLE = {
  UPSTREAM_URL: undefined,
  UPSTREAM_APPKEY: undefined,
  UPSTREAM_USERNAME: undefined,
  UPSTREAM_PASSWORD: undefined,
};

/** Several stand-ins, and gateways with all of them as sources, by one clock that only the test moves. */
export class SourcesRig {
  readonly clock = new ManualClock();
  readonly gateways: TestGateway[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), 'several-sources-'));
  /** By the id of the source. */
  readonly upstreams = new Map<string, StandIn>();

  /** @param sources the images of each, by its id */
  static async start(sources: Readonly<Record<string, readonly StandInImage[]>>): Promise<SourcesRig> {
    const rig = new SourcesRig();
    for (const [id, images] of Object.entries(sources)) {
      const appkey = `appkey-of-${id}`;
      rig.upstreams.set(id, await startStandIn({ images, appkey }));
      rig.write(`${id}-appkey`, appkey);
    }
    rig.write('username', DEMO_CREDENTIALS.username);
    rig.write('password', DEMO_CREDENTIALS.password);
    return rig;
  }

  /** Writes a file of its folder. @returns its path */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    if (!name.endsWith('.json') && name !== 'username') learnSecret(`the file ${name}`, text);
    writeFileSync(path, text);
    return path;
  }

  upstream(id: string): StandIn {
    return this.upstreams.get(id)!;
  }

  /** The settings that name all sources, some of them with more members. */
  env(members: Readonly<Record<string, SourceText>> = {}): Env {
    const sources = [...this.upstreams].map(([id, { url }]) => ({
      id,
      api: 'toast-v1',
      url,
      appkeyFile: join(this.folder, `${id}-appkey`),
      usernameFile: join(this.folder, 'username'),
      passwordFile: join(this.folder, 'password'),
      ...members[id],
    }));
    return { ...NO_SINGLE, UPSTREAM_SOURCES_FILE: this.write('sources.json', JSON.stringify({ sources })) };
  }

  /** Starts one more gateway. */
  async add(env: Env = {}, members: Readonly<Record<string, SourceText>> = {}): Promise<TestGateway> {
    const settings = { CACHE_FRESH_FOR: '60s', CACHE_STALE_FOR: '1h', ...this.env(members), ...env };
    const gateway = await startGateway({ upstreamUrl: '', clock: this.clock, env: settings });
    this.gateways.push(gateway);
    return gateway;
  }

  /** Waits until a gateway serves this many images. */
  async serves(gateway: TestGateway, count: number): Promise<CatalogStatus> {
    return eventually(
      () => statusOf(gateway),
      (status) => status.count === count,
    );
  }

  /** Waits until something is so of a source. */
  async source(
    gateway: TestGateway,
    id: string,
    isSo: (source: SourceStatus) => boolean,
  ): Promise<SourceStatus> {
    return eventually(
      async () => (await statusOf(gateway)).sources.find((source) => source.id === id)!,
      isSo,
    );
  }

  /** How many listings a source was asked for: calls for a first page. */
  listings(id: string): number {
    return this.upstream(id).calls.filter(
      ({ operation, query }) => operation === 'images' && !('marker' in query),
    ).length;
  }

  /** Lets time pass in small steps, with real time in between for answers to come. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      this.clock.advance(50);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Lets time pass until something is so. */
  async passUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const endsAt = Date.now() + 20_000;
    while (!(await isSo())) {
      if (Date.now() > endsAt) throw new Error('it did not come to pass');
      this.clock.advance(50);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async stopGateways(): Promise<void> {
    const ticking = setInterval(() => this.clock.advance(50), 1);
    await Promise.all(this.gateways.splice(0).map((gateway) => gateway.stop()));
    clearInterval(ticking);
  }

  async stop(): Promise<void> {
    await this.stopGateways();
    await Promise.all([...this.upstreams.values()].map((upstream) => upstream.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function statusOf(
  { url }: Pick<TestGateway, 'url'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<CatalogStatus> {
  // a test that relies on the wrong shape fails
  return (await request(url).get('/v1/catalog').set(headers)).body as CatalogStatus;
}

/** The states of the sources, by id. */
export function statesOf({ sources }: CatalogStatus): Readonly<Record<string, string>> {
  return Object.fromEntries(sources.map(({ id, state }) => [id, state]));
}
