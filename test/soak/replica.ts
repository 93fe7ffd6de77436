import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { eventually } from '../support/eventually.js';
import { Chronicle } from './chronicle.js';
import { Disturbances } from './disturbances.js';
import { residentMb, signalAll, treeOf } from './process-tree.js';
import type { SecretWatch } from './secret-watch.js';
import { FRESH_MS, SHUTDOWN_MS, STALE_MS } from './soak-options.js';

const MAIN = join(__dirname, '../../dist/main.js');
/** A worker has the catalogue a moment after the others. */
const SETTLING_MS = 2_000;
const NORMAL_WARNINGS = /^(refresh|stored|redis|news|worker ended)/;

/** One gateway of the built program on its own two ports, which is ended and started again. */
export class Replica {
  readonly url: string;
  readonly managementUrl: string;
  readonly disturbances = new Disturbances();
  private child: ChildProcess | undefined;
  private isExpectedToEnd = false;
  private isListening = false;
  private rest = '';
  /** Since when it has a catalogue, and when that was confirmed at the latest, by `performance.now()`. */
  private warmSince = Infinity;
  private confirmedAt: number | undefined;

  constructor(
    readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly cwd: string,
    private readonly chronicle: Chronicle,
    private readonly secrets: SecretWatch,
  ) {
    this.url = `http://127.0.0.1:${env['PORT']}`;
    this.managementUrl = `http://127.0.0.1:${env['MANAGEMENT_PORT']}`;
  }

  get isUp(): boolean {
    return this.isListening;
  }

  get memoryMb(): number {
    return this.pid === undefined ? 0 : residentMb(this.pid);
  }

  /** @param mustBeWarm whether there is a stored catalogue, so that it must be ready at once */
  async start(mustBeWarm: boolean): Promise<void> {
    this.isExpectedToEnd = false;
    this.forget();
    if (mustBeWarm) this.warmSince = performance.now();
    const child = spawn(process.execPath, [MAIN], {
      cwd: this.cwd,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout.on('data', (bytes: Buffer) => this.read(bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => {
      this.secrets.look(bytes.toString(), `${this.name}, standard error`);
      this.chronicle.complain(`on standard error: ${bytes.toString()}`, this.name);
    });
    child.once('exit', (code, signal) => {
      this.isListening = false;
      if (!this.isExpectedToEnd) this.chronicle.complain(`it ended by itself: ${code ?? signal}`, this.name);
    });
    await eventually(
      () => this.isListening,
      (yes) => yes,
      60_000,
    );
  }

  /** Stops it as a platform does; it must end by itself, with code 0, in its time. */
  async stop(): Promise<void> {
    const over = this.disturbances.begin('stopping');
    const sentAt = performance.now();
    const ended = this.expectEnd();
    this.child?.kill('SIGTERM');
    const cut = setTimeout(() => this.child?.kill('SIGKILL'), 2 * SHUTDOWN_MS);
    const { code, signal } = await ended;
    clearTimeout(cut);
    const ms = Math.round(performance.now() - sentAt);
    if (code !== 0 || ms > SHUTDOWN_MS + 500) {
      this.chronicle.complain(`SIGTERM ended it with ${code ?? signal} after ${ms} ms`, this.name);
    }
    this.over = over;
  }

  async kill(): Promise<void> {
    this.over = this.disturbances.begin('killed');
    const ended = this.expectEnd();
    signalAll(this.pids(), 'SIGKILL');
    await ended;
  }

  /** @param mustBeWarm asked before and after, because that can change in the middle of a start */
  async startAgain(mustBeWarm: () => boolean): Promise<void> {
    await this.start(mustBeWarm());
    if (!mustBeWarm()) this.forget();
    this.over();
    this.chronicle.restarts++;
  }

  /** The processes of it, the first one above the others. */
  pids(): number[] {
    return this.pid === undefined ? [] : treeOf(this.pid);
  }

  /** What an answer with a catalogue tells of it. */
  served(sentAt: number, ageSeconds: number): void {
    this.warmSince = Math.min(this.warmSince, performance.now());
    this.confirmedAt = Math.max(this.confirmedAt ?? -Infinity, sentAt - (ageSeconds + 1) * 1_000);
  }

  /** Whether a request may have found no catalogue that may be served. */
  mayBeEmpty(sentAt: number, endedAt: number): boolean {
    return sentAt < this.warmSince + SETTLING_MS || this.isTooOld(endedAt);
  }

  /** Whether what it had at the latest may no longer be served at this moment, or soon may not. */
  isTooOld(at: number): boolean {
    return this.confirmedAt !== undefined && at - this.confirmedAt > FRESH_MS + STALE_MS - SETTLING_MS;
  }

  private over = (): void => {};

  private forget(): void {
    this.warmSince = Infinity;
    this.confirmedAt = undefined;
  }

  private get pid(): number | undefined {
    return this.child?.pid;
  }

  private expectEnd(): Promise<{ code: number | null; signal: string | null }> {
    this.isExpectedToEnd = true;
    const { child } = this;
    return new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null)
        return resolve({ code: child?.exitCode ?? null, signal: child?.signalCode ?? null });
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  private read(text: string): void {
    const all = this.rest + text;
    this.secrets.look(all, `${this.name}, log`);
    const lines = all.split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.includes('"msg":"request"')) this.time(line);
      else this.heed(line);
    }
  }

  private time(line: string): void {
    const ms = Number(/"ms":([\d.]+)/.exec(line)?.[1] ?? NaN);
    const { logged, isOutage } = this.chronicle;
    if (ms >= 0) logged[isOutage() ? 'outage' : 'calm'].push(ms);
  }

  private heed(line: string): void {
    const { level, msg } = JSON.parse(line) as { level: string; msg: string };
    if (msg === 'listening') this.isListening = true;
    if (level !== 'warn' && level !== 'error' && level !== 'fatal') return;
    Chronicle.count(this.chronicle.warnings, `${level}: ${msg}`);
    if (!NORMAL_WARNINGS.test(msg)) this.chronicle.complain(`log: ${line}`, this.name);
  }
}
