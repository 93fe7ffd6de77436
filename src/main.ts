// first, so that signals are heard from the first moment on
import { signalled } from './lifecycle/signals.js';

import { ConfigError } from './config/config-error.js';
import { loadConfig, type LoadedConfig } from './config/load-config.js';
import { readEnvironment } from './config/read-environment.js';

/** The exit code of a wrong configuration: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

await run();

async function run(): Promise<void> {
  const loaded = readConfig();
  if (!loaded) return;
  // loaded late, so that a wrong configuration is told at once
  const { serve } = await import('./serve.js');
  await serve(loaded, signalled);
}

function readConfig(): LoadedConfig | undefined {
  try {
    return loadConfig(readEnvironment(process.env, process.cwd()));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EX_CONFIG;
    return undefined;
  }
}
