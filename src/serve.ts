import type { LoadedConfig } from './config/load-config.js';
import { Gateway } from './gateway.js';
import { SystemClock } from './observability/clock.js';
import { Log } from './observability/log.js';
import { StdoutSink } from './observability/log-sink.js';

/** The program of the thread in which lists are read. */
const WORKSHOP_THREAD = new URL('./workshop/workshop.thread.js', import.meta.url);

/** How long the end waits for a slow reader of the log; part of what `shutdown.ts` keeps of its time. */
const LAST_LINES_MS = 100;

/**
 * Runs the gateway until it is told to end: exit code 0, or 1 when it could not start.
 *
 * @param signalled resolves when the process is asked to end
 */
export async function serve(loaded: LoadedConfig, signalled: Promise<void>): Promise<void> {
  const { config, knownSecrets } = loaded;
  const sink = new StdoutSink();
  const log = new Log(config.logLevel, (text) => knownSecrets.mask(text), sink);
  logLastWords(log, sink);
  const gateway = await Gateway.create(loaded, log, new SystemClock(), WORKSHOP_THREAD);
  try {
    await gateway.start();
  } catch (error) {
    const message = startFailure(error);
    log.fatal(message);
    process.stderr.write(`${message}\n`);
    return end(sink, 1);
  }
  await signalled;
  await gateway.stop();
  await end(sink, 0);
}

/** Whatever is still open then, such as a connection to the upstream, does not keep the process. */
async function end(sink: StdoutSink, exitCode: number): Promise<never> {
  await sink.drained(LAST_LINES_MS);
  process.exit(exitCode);
}

/** An error that nobody caught ends the process, as it would anyway, but in our log and masked. */
function logLastWords(log: Log, sink: StdoutSink): void {
  const logAndEnd = (error: unknown): void => {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    log.fatal('a bug: the process ends', { error: { name, message, stack } });
    void end(sink, 1);
  };
  process.on('uncaughtException', logAndEnd);
  process.on('unhandledRejection', logAndEnd);
}

function startFailure(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is in use: set PORT or MANAGEMENT_PORT to another one, or end what uses it`;
  }
  return `cannot start: ${error instanceof Error ? error.message : String(error)}`;
}
