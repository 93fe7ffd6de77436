import type { LoadedConfig } from './config/load-config.js';
import { Gateway } from './gateway.js';
import { whenHungUp } from './lifecycle/signals.js';
import { SystemClock } from './observability/clock.js';
import { Program } from './program.js';
import { rereadFiles } from './replaced-files.js';
import { WORKSHOP_THREAD } from './workshop-thread.js';

/**
 * Runs the gateway in this process until it is told to end: exit code 0, or 1 when it could not start.
 *
 * @param signalled resolves when the process is asked to end
 */
export async function serve(loaded: LoadedConfig, signalled: Promise<void>): Promise<void> {
  const program = new Program(loaded);
  const gateway = await Gateway.create(loaded, program.log, new SystemClock(), WORKSHOP_THREAD);
  whenHungUp(() => rereadFiles(loaded, program.log));
  try {
    await Promise.race([gateway.start(), signalled]);
  } catch (error) {
    return program.endUnstarted(error);
  }
  await signalled;
  await program.endAfter(gateway.stop());
}
