import { seeded } from '../../src/stand-in/seeded.js';
import { eventually } from '../support/eventually.js';
import { CANARIES } from '../support/upstream-secrets.js';
import { catalogueChanges } from './catalogue-changes.js';
import { sleep, type Chronicle } from './chronicle.js';
import { Exchange } from './exchange.js';
import { probe } from './probes.js';
import { redisTroubles } from './redis-troubles.js';
import { replicaTroubles } from './replica-troubles.js';
import type { SecretWatch } from './secret-watch.js';
import type { SoakOptions } from './soak-options.js';
import type { SoakRig } from './soak-rig.js';
import { Storm, type StormPlan, type Trouble } from './trouble.js';
import { Traffic } from './traffic.js';
import { upstreamTroubles } from './upstream-troubles.js';
import { UpstreamTally } from './upstream-tally.js';

const CALLERS = 30;
const PROGRESS_S = 10;
const LONGEST_START_MS = 10_000;
/** In each round nothing new is broken at the end, so that it shows how often the upstream is asked then. */
const ROUND_S = 120;
const STORM_S = 80;
/** A Redis that has come back empty is given the catalogue again within this time. */
const SEEDED_AFTER_S = 15;
const KEY = { 'x-api-key': Buffer.from(CANARIES.apiKey, 'utf8').toString('latin1') };

/** Traffic, and everything that goes wrong meanwhile. */
export class SoakRun {
  readonly tally: UpstreamTally;
  private readonly exchange: Exchange;
  private readonly traffic: Traffic;
  private readonly storms: { readonly [part in 'upstream' | 'redis' | 'replicas' | 'catalogue']: Storm };

  constructor(
    private readonly rig: SoakRig,
    private readonly chronicle: Chronicle,
    private readonly secrets: SecretWatch,
    private readonly options: SoakOptions,
  ) {
    chronicle.isOutage = () => {
      const { upstream, redis, replicas } = this.storms;
      return [upstream, redis, replicas].some(({ health }) => health.trouble !== undefined);
    };
    this.exchange = new Exchange(chronicle, secrets);
    this.traffic = new Traffic(rig, this.exchange, options.seed);
    this.tally = new UpstreamTally(rig, chronicle, secrets);
    const turn = {
      onTurn: (random: { int(low: number, high: number): number }) => this.turned(random.int(1, 2)),
    };
    this.storms = {
      upstream: this.storm('upstream', upstreamTroubles(rig.upstream), [3_000, 9_000], [2_000, 9_000], turn),
      redis: this.storm('redis', redisTroubles(rig.redis), [5_000, 20_000], [2_000, 8_000], turn),
      replicas: this.storm(
        'replicas',
        replicaTroubles(rig.replicas, () => this.isStored),
        [8_000, 20_000],
        [500, 7_000],
        turn,
      ),
      catalogue: this.storm(
        'catalogue',
        catalogueChanges(rig, options.seed).map((one) => this.whenSteady(one)),
        [5_000, 12_000],
        [0, 9_000],
        {},
      ),
    };
  }

  /** Soaks for the minutes that were asked for, and lets everything recover. */
  async run(): Promise<void> {
    const endsAt = this.options.minutes * 60;
    const traffic = this.traffic.run(CALLERS);
    const storms = Object.values(this.storms).map((storm) =>
      storm.run().catch((error: unknown) => this.exchange.failed(error)),
    );
    for (let second = 1; this.chronicle.seconds < endsAt; second++) {
      await sleep(1_000);
      this.everySecond();
      if (second % PROGRESS_S === 0) this.progress();
    }
    for (const storm of Object.values(this.storms)) storm.stop();
    await Promise.all(storms);
    await this.recover();
    this.traffic.stop();
    await traffic;
  }

  private storm(
    part: string,
    troubles: readonly Trouble[],
    calmMs: StormPlan['calmMs'],
    lastMs: StormPlan['lastMs'],
    more: Pick<StormPlan, 'onTurn'>,
  ): Storm {
    const { random } = seeded(`${this.options.seed} ${part}`);
    const isQuiet = (): boolean => this.chronicle.seconds % ROUND_S > STORM_S;
    return new Storm({ troubles, calmMs, lastMs, isQuiet, ...more }, random, this.chronicle);
  }

  /** Whether a start must find a catalogue: a folder always has one, a Redis when it has been well for a while. */
  private get isStored(): boolean {
    const isThere = !this.rig.redis || this.storms.redis.health.isWellFor(SEEDED_AFTER_S);
    return (
      isThere && !this.rig.replicas.some((replica) => replica.isTooOld(performance.now() + LONGEST_START_MS))
    );
  }

  /** A walk that takes long would see more than one change. */
  private whenSteady(trouble: Trouble): Trouble {
    const begin: Trouble['begin'] = async (random) => {
      while (this.storms.upstream.health.trouble?.isSlow === true) await sleep(100);
      await trouble.begin(random);
    };
    return { ...trouble, begin };
  }

  /** Something has begun or ended: sometimes somebody wants to know at once. */
  private turned(chance: number): void {
    this.tally.allow(2 * this.rig.replicas.length);
    if (chance === 1) void this.force();
  }

  private async force(): Promise<void> {
    this.tally.allow(2);
    const up = this.rig.replicas.find(({ isUp }) => isUp);
    if (!up) return;
    const ask = { replica: up, target: '/v1/catalog/refresh', method: 'POST', headers: KEY };
    const heard = await this.exchange.send(ask);
    if (heard) this.exchange.complain(heard, heard.status === 202 ? undefined : `must be 202: ${heard.text}`);
  }

  private everySecond(): void {
    const { upstream, redis, catalogue, replicas } = this.storms;
    const upstreamIsWell = upstream.health.isWellFor(8) && catalogue.health.isWellFor(8);
    const storeIsShared = this.rig.redis !== undefined && redis.health.isWellFor(SEEDED_AFTER_S);
    const replicasAreWell = replicas.health.isWellFor(8);
    this.tally.tick({ upstreamIsWell, storeIsShared, replicasAreWell });
    for (const replica of this.rig.replicas) void probe(replica, this.chronicle, this.secrets);
  }

  private progress(): void {
    const { seconds, requests, wrong, faults, restarts } = this.chronicle;
    const struck = [...faults.values()].reduce((sum, count) => sum + count, 0);
    process.stdout.write(
      `${String(Math.round(seconds)).padStart(5)} s: ${requests} requests, ${struck} faults, ${restarts} restarts, ` +
        `${this.rig.book.size} versions, wrong: ${wrong.length}\n`,
    );
  }

  /** All is well again: soon each replica has what the upstream has now. */
  private async recover(): Promise<void> {
    this.rig.upstream.heal();
    const { version } = this.rig.book.current;
    for (const replica of this.rig.replicas) {
      const ask = { replica, target: '/v1/catalog' };
      const isCurrent = async (): Promise<boolean> =>
        (await this.exchange.send(ask))?.text.includes(`"version":"${version}"`) === true;
      const again = setInterval(() => void this.force(), 6_000);
      void this.force();
      await eventually(isCurrent, (yes) => yes, 40_000)
        .catch(() =>
          this.chronicle.complain('all is well, and it has not what the upstream has', replica.name),
        )
        .finally(() => clearInterval(again));
    }
    if (this.rig.upstream.violations.length > 0)
      this.chronicle.complain(
        `calls that no gateway makes: ${JSON.stringify(this.rig.upstream.violations[0])}`,
      );
  }
}
