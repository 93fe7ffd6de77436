import cluster from 'node:cluster';

import type { Clock } from '../observability/clock.js';
import type { Step } from '../history/step.js';
import type { Log } from '../observability/log.js';
import type { LogSink } from '../observability/log-sink.js';
import type { MetricSamples } from '../observability/metrics.js';
import { PastSamples } from './past-samples.js';
import type { Known } from './worker-feed.js';
import { WorkerProcess, type WorkerSettings } from './worker-process.js';

/** A worker is replaced no sooner than this after the one before it in its place was started. */
const REPLACE_EVERY_MS = 1_000;

/** What a pool needs. */
export interface PoolParts {
  /** The built program of a worker. */
  readonly program: string;
  readonly count: number;
  readonly settings: WorkerSettings;
  readonly known: Known;
  readonly log: Log;
  readonly sink: LogSink;
  readonly clock: Clock;
}

/** The workers, each in a place of its own, from 1; one that ends is replaced. */
export class WorkerPool {
  private readonly places = new Map<number, WorkerProcess>();
  private readonly past = new PastSamples();
  private hasStarted = false;
  private isStopping = false;

  constructor(private readonly parts: PoolParts) {
    cluster.setupPrimary({
      exec: parts.program,
      args: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
  }

  /** Whether a request would be answered from a catalogue. */
  get isServing(): boolean {
    return [...this.places.values()].some(({ isServing }) => isServing);
  }

  /**
   * Starts all workers.
   *
   * @returns the port that they listen on, as soon as all of them do
   * @throws Error when one ends before that; the message says why
   */
  async start(): Promise<number> {
    if (this.isStopping) throw new Error('told to end before it started');
    const places = Array.from({ length: this.parts.count }, (_, index) => index + 1);
    const workers = places.map((place) => this.fork(place));
    const ports = await Promise.all(workers.map(listening));
    this.hasStarted = true;
    return ports[0]!;
  }

  /**
   * Tells all workers how the catalogue does now.
   *
   * @param of the sources of which there is something new; none where only the catalogue is
   */
  update(of: readonly string[]): void {
    for (const worker of this.places.values()) worker.update(of);
  }

  /** Tells all workers of changes. */
  tellSteps(steps: readonly Step[]): void {
    for (const worker of this.places.values()) worker.tellSteps(steps);
  }

  /** Has all workers read the files anew that they use. */
  reread(): void {
    for (const worker of this.places.values()) worker.reread();
  }

  /** What the workers have measured, those that have ended included. */
  async samples(): Promise<readonly MetricSamples[]> {
    const workers = [...this.places.values()];
    await Promise.all(workers.map((worker) => worker.measure()));
    return [await this.past.read(), ...workers.map(({ samples }) => samples)];
  }

  /** Lets the workers finish what is in flight; ends them when the time is over. */
  async stop(timeoutMs: number): Promise<void> {
    this.isStopping = true;
    const workers = [...this.places.values()];
    for (const worker of workers) worker.stop();
    const cancelKill = this.parts.clock.after(timeoutMs, () => workers.forEach((worker) => worker.kill()));
    await Promise.all(workers.map(({ ended }) => ended));
    cancelKill();
  }

  private fork(place: number): WorkerProcess {
    const { settings, known, sink, log, clock } = this.parts;
    const startedAt = clock.monotonic();
    const worker = new WorkerProcess(place, settings, known, sink);
    this.places.set(place, worker);
    log.info('worker started', { worker: place, pid: worker.pid });
    void worker.ended.then((ending) => {
      this.places.delete(place);
      this.past.add(worker.samples);
      if (this.isStopping || !this.hasStarted) return;
      const { pid, failure } = worker;
      log.error('worker ended: it will be replaced', {
        worker: place,
        pid,
        ...ending,
        ...(failure && { reason: failure.message }),
      });
      clock.after(startedAt + REPLACE_EVERY_MS - clock.monotonic(), () => this.replace(place));
    });
    return worker;
  }

  private replace(place: number): void {
    if (!this.isStopping) this.fork(place);
  }
}

async function listening(worker: WorkerProcess): Promise<number> {
  const first = await Promise.race([worker.listening.given, worker.ended]);
  if (typeof first === 'number') return first;
  const { code, signal } = first;
  throw worker.failure ?? new Error(`a worker ended (${signal ?? `exit code ${code}`})`);
}
