import { fileURLToPath } from 'node:url';

import { given, type Environment } from './config/environment.js';
import type { LoadedConfig } from './config/load-config.js';
import { whenHungUp } from './lifecycle/signals.js';
import { SystemClock } from './observability/clock.js';
import { Primary } from './primary.js';
import { Program } from './program.js';

const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * Runs the gateway in worker processes below this one, until it is told to end: exit code 0, or 1 when it could
 * not start.
 *
 * @param environment what the settings were read from
 * @param signalled resolves when the process is asked to end
 */
export async function serveByWorkers(
  environment: Environment,
  loaded: LoadedConfig,
  signalled: Promise<void>,
): Promise<void> {
  const program = new Program(loaded);
  const worker = { program: WORKER, settings: withCursorSecret(environment, loaded) };
  let primary: Primary | undefined;
  try {
    primary = await startPrimary(Primary.create(loaded, program, new SystemClock(), worker), signalled);
  } catch (error) {
    return program.endUnstarted(error);
  }
  await signalled;
  await program.endAfter(primary?.stop() ?? Promise.resolve());
}

/** @returns nothing where the process is asked to end before there is anything to start: what is stored is read first */
async function startPrimary(
  created: Promise<Primary>,
  signalled: Promise<void>,
): Promise<Primary | undefined> {
  const primary = await Promise.race([created, signalled]);
  if (!primary) return undefined;
  whenHungUp(() => primary.reread());
  await Promise.race([primary.start(), signalled]);
  return primary;
}

/** One secret for all workers, also where it is a random one. */
function withCursorSecret(environment: Environment, { config }: LoadedConfig): Environment {
  const isGiven = given(environment, 'CURSOR_SECRET') ?? given(environment, 'CURSOR_SECRET_FILE');
  if (isGiven !== undefined) return environment;
  return { ...environment, CURSOR_SECRET: config.cursorSecret.current().reveal() };
}
