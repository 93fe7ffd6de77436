import type { LoadedConfig } from './config/load-config.js';
import { holdTick } from './lifecycle/held-tick.js';
import { whenCrashing, whenWarned } from './lifecycle/last-words.js';
import { passed } from './lifecycle/shutdown.js';
import { shutdownTimes } from './lifecycle/shutdown-times.js';
import { SystemClock } from './observability/clock.js';
import { Log } from './observability/log.js';
import { StdoutSink } from './observability/log-sink.js';
import { thrownFacts } from './observability/thrown.js';

/** How long the end waits for a slow reader of the log; part of what `shutdown.ts` keeps of its time. */
const LAST_LINES_MS = 100;

/** The log of a process, and its end. */
export class Program {
  readonly sink = new StdoutSink();
  readonly log: Log;

  /** @param worker which one this is, where there are several processes */
  constructor(
    private readonly loaded: LoadedConfig,
    worker?: number,
  ) {
    const { config, knownSecrets } = loaded;
    this.log = new Log(config.logLevel, (text) => knownSecrets.mask(text), this.sink, worker);
    this.logLastWords();
    holdTick();
  }

  /** Ends with exit code 0 when everything is closed, or when `SHUTDOWN_TIMEOUT` is over, whatever hangs. */
  async endAfter(stopped: Promise<void>): Promise<never> {
    const { shutdownTimeoutMs, shutdownDelayMs } = this.loaded.config.server;
    const { endMs } = shutdownTimes(shutdownTimeoutMs, shutdownDelayMs);
    await Promise.race([stopped, passed(endMs, new SystemClock())]);
    return this.end(0);
  }

  /** Whatever is still open then, such as a connection to the upstream, does not keep the process. */
  async end(exitCode: number): Promise<never> {
    await this.sink.drained(LAST_LINES_MS);
    process.exit(exitCode);
  }

  /** Says why it cannot start, in the log and where somebody at a terminal looks. */
  endUnstarted(error: unknown): Promise<never> {
    const message = this.loaded.knownSecrets.mask(startFailure(error));
    this.log.fatal(message);
    process.stderr.write(`${message}\n`);
    return this.end(1);
  }

  /** An error that nobody caught ends the process, as it would anyway, but it and warnings are in our log and masked. */
  private logLastWords(): void {
    whenCrashing((thrown) => {
      this.log.fatal('a bug: the process ends', { error: thrownFacts(thrown) });
      void this.end(1);
    });
    whenWarned((warning) => {
      const code = 'code' in warning ? warning.code : undefined;
      this.log.warn('warning of Node', { name: warning.name, code, reason: warning.message });
    });
  }
}

function startFailure(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is in use: set PORT or MANAGEMENT_PORT to another one, or end what uses it`;
  }
  return `cannot start: ${thrownFacts(error).message}`;
}
