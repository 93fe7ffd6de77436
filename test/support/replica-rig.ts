import request from 'supertest';

import type { Clock } from '../../src/observability/clock.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { eventually } from './eventually.js';
import { ManualClock } from './manual-clock.js';
import type { RedisServer } from './redis-server.js';
import { startGateway, type TestGateway } from './start-gateway.js';

const STEP_MS = 50;

/** Several gateways in front of one stand-in, all by one clock that only the test moves. */
export class ReplicaRig {
  readonly clock = new ManualClock();
  readonly gateways: TestGateway[] = [];

  private constructor(
    readonly upstream: StandIn,
    private readonly pauseMs: number,
  ) {}

  /** @param pauseMs real time for each 50 ms of the clock */
  static async start(images = generateImages(30), pauseMs = 2): Promise<ReplicaRig> {
    return new ReplicaRig(await startStandIn({ images }), pauseMs);
  }

  /** One more gateway. */
  async add(env: Readonly<Record<string, string>>, clock: Clock = this.clock): Promise<TestGateway> {
    const gateway = await startGateway({ upstreamUrl: this.upstream.url, clock, env });
    this.gateways.push(gateway);
    return gateway;
  }

  /** One more gateway, with this Redis; its catalogue is fresh for 10 s. */
  addWith(
    redis: RedisServer,
    env: Readonly<Record<string, string>> = {},
    clock: Clock = this.clock,
  ): Promise<TestGateway> {
    return this.add({ CACHE_URL: redis.url, CACHE_FRESH_FOR: '10s', CACHE_STALE_FOR: '1h', ...env }, clock);
  }

  /** How many listings the upstream was asked for: calls for a first page. */
  get listings(): number {
    return this.upstream.calls.filter(
      ({ operation, query }) => operation === 'images' && !('marker' in query),
    ).length;
  }

  /** Waits until all gateways serve this many images. */
  async allServe(count: number): Promise<void> {
    await eventually(
      () => Promise.all(this.gateways.map(async (gateway) => (await statusOf(gateway)).count)),
      (counts) => counts.every((each) => each === count),
    );
  }

  /** Waits until somebody has stored a catalogue and told of it. */
  async isTold(redis: RedisServer): Promise<void> {
    await eventually(
      () => redis.keys(),
      (keys) => keys.some((key) => key.endsWith(':news')),
    );
  }

  /** Lets time pass in small steps, with real time in between for Redis to answer in. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) await this.step();
  }

  /** Lets time pass until something is so. */
  async passUntil(isSo: () => boolean | Promise<boolean>): Promise<void> {
    const endsAt = Date.now() + 15_000;
    while (!(await isSo())) {
      if (Date.now() > endsAt) throw new Error('it did not come to pass');
      await this.step();
    }
  }

  private async step(): Promise<void> {
    this.clock.advance(STEP_MS);
    await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
  }

  async stop(): Promise<void> {
    const ticking = setInterval(() => this.clock.advance(50), 1);
    await Promise.all(this.gateways.map((gateway) => gateway.stop()));
    clearInterval(ticking);
    await this.upstream.close();
  }
}

/** What a gateway says of its catalogue. */
export interface Status {
  readonly version: string | null;
  readonly count: number;
  readonly sources: readonly [{ readonly state: string; readonly lastFailure: { class: string } | null }];
}

export async function statusOf({ url }: TestGateway): Promise<Status> {
  // a test that relies on the wrong shape fails
  return (await request(url).get('/v1/catalog')).body as Status;
}
