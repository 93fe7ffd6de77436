import cluster, { type Worker } from 'node:cluster';

import type { Refresher } from '../catalog/refresher.port.js';
import type { Environment } from '../config/environment.js';
import type { Step } from '../history/step.js';
import type { LogSink } from '../observability/log-sink.js';
import type { MetricSamples } from '../observability/metrics.js';
import { relayLines } from './log-relay.js';
import type { ToPrimary, ToWorker } from './messages.js';
import { Signal } from './signal.js';
import { startErrorFrom } from './start-failure.js';
import { WorkerFeed, type Known } from './worker-feed.js';

/** The settings of all workers. */
export interface WorkerSettings {
  readonly environment: Environment;
  /** The text of the file of sources. */
  readonly sourcesText: string | undefined;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A worker that answers no sooner is counted as it was. */
const LONGEST_MEASURING_MS = 1_000;

/** One worker, as the primary sees it: what it has said of itself, and what may be asked of it. */
export class WorkerProcess {
  readonly ended: Promise<Ending>;
  /** Its port, as soon as it listens. */
  readonly listening = new Signal<number>();
  /** Why it could not start, if it said so. */
  failure: Error | undefined;
  /** As of its last answer. */
  samples: MetricSamples = [];
  private readonly worker: Worker;
  private readonly feed: WorkerFeed;
  private hears = false;
  private listens = false;
  private holdsCatalog = false;
  private measuring: Signal<void> | undefined;

  /** @param place counts from 1; a worker that replaces another has the same */
  constructor(
    private readonly place: number,
    private readonly settings: WorkerSettings,
    private readonly known: Known,
    sink: LogSink,
  ) {
    this.worker = cluster.fork();
    // there is one, by the settings of the pool
    relayLines(this.worker.process.stdout!, sink);
    this.ended = new Promise((resolve) => {
      this.worker.process.once('close', (code, signal) => resolve({ code, signal }));
    });
    // a worker that is gone is noticed by its end
    this.worker.on('error', () => {});
    this.worker.on('message', (message: ToPrimary) => this.hear(message));
    this.feed = new WorkerFeed(known, (message) => this.send(message));
  }

  get pid(): number | undefined {
    return this.worker.process.pid;
  }

  /** Whether a request to it would be answered from a catalogue. */
  get isServing(): boolean {
    return this.listens && this.holdsCatalog;
  }

  /**
   * Tells it how the catalogue does now; one that does not hear yet will be told when it does.
   *
   * @param of see `WorkerFeed`
   */
  update(of?: readonly string[]): void {
    if (this.hears) this.feed.update(of);
  }

  /** Tells it of changes; one that does not hear yet will be told of all when it does. */
  tellSteps(steps: readonly Step[]): void {
    if (this.hears) this.feed.tellSteps(steps);
  }

  /** Has it read files anew; one that does not hear yet reads them anyway. */
  reread(): void {
    if (this.hears) void this.send({ type: 'reread' });
  }

  /** Lets it finish what is in flight, and end. */
  stop(): void {
    if (this.hears) void this.send({ type: 'stop' });
    else this.kill();
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }

  /** Brings its samples up to date, unless it takes too long. */
  async measure(): Promise<void> {
    if (!this.hears) return;
    if (!this.measuring) {
      this.measuring = new Signal();
      void this.send({ type: 'measure' });
    }
    const late = new Promise((resolve) => setTimeout(resolve, LONGEST_MEASURING_MS).unref());
    await Promise.race([this.measuring.given, late, this.ended]);
  }

  private welcome(): void {
    this.hears = true;
    void this.send({ type: 'welcome', worker: this.place, ...this.settings });
    this.feed.tellSteps(this.known.history.steps.all);
    this.update();
  }

  private async force(source: string): Promise<void> {
    const refresher = this.refresherOf(source);
    if (refresher) await this.send({ type: 'forced', source, outcome: await refresher.force() });
  }

  private async count({ number, counted, uses }: Extract<ToPrimary, { type: 'count' }>): Promise<void> {
    const tallies = await this.known.counters?.[counted].add(uses);
    if (tallies) await this.send({ type: 'counted', number, tallies });
  }

  private refreshFor(source: string, knownNews: number): void {
    const refresher = this.refresherOf(source);
    if (!refresher || knownNews < this.feed.lastNewsOf(source)) return;
    if (refresher.isRunning || refresher.cooldownLeftMs() === 0) void refresher.refresh();
    else this.update([source]);
  }

  private refresherOf(source: string): Refresher | undefined {
    return this.known.sources.find(({ id }) => id === source)?.refresher;
  }

  private send(message: ToWorker): Promise<void> {
    return new Promise((resolve) => {
      if (!this.worker.isConnected()) return resolve();
      this.worker.send(message, () => resolve());
    });
  }

  private hear(message: ToPrimary): void {
    switch (message.type) {
      case 'hello':
        return this.welcome();
      case 'listening':
        this.listens = true;
        this.listening.give(message.port);
        // while it started, what it was told lay waiting, and ages went on
        return this.update();
      case 'serving':
        this.holdsCatalog = true;
        return;
      case 'failed':
        this.failure = startErrorFrom(message.failure);
        return;
      case 'refresh':
        return this.refreshFor(message.source, message.after);
      case 'force':
        return void this.force(message.source);
      case 'count':
        return void this.count(message);
      case 'look':
        return void this.feed.look();
      case 'measured':
        this.samples = message.samples;
        this.measuring?.give();
        this.measuring = undefined;
        return;
    }
  }
}
