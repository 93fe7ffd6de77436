// first, so that signals are heard and errors are told by us from the first moment on
import { signalled } from './lifecycle/signals.js';
import './lifecycle/last-words.js';

import { storedImagesEarly } from './catalog/store/stored-early.js';
import { ConfigError } from './config/config-error.js';
import type { Environment } from './config/environment.js';
import { loadConfig, type LoadedConfig } from './config/load-config.js';
import { forgetSecrets, readEnvironment } from './config/read-environment.js';
import { startFirstThread } from './workshop/first-thread.js';
import { workRules } from './workshop/work-rules.js';
import { WORKSHOP_THREAD } from './workshop-thread.js';

/** The exit code of a wrong configuration: `EX_CONFIG` of sysexits.h. */
const EX_CONFIG = 78;

await run();

async function run(): Promise<void> {
  const read = readConfig();
  if (!read) return;
  const { environment, loaded } = read;
  const { cache, upstreams } = loaded.config;
  // there is one at least; of several the first gets the head start
  const first = upstreams[0]!;
  const images = await storedImagesEarly(cache.store, first);
  const order = { ...workRules([first], upstreams.length === 1), inBackground: false };
  startFirstThread(WORKSHOP_THREAD, order, images, loaded.knownSecrets.revealAll());
  // late, so that a wrong configuration is told at once
  if (loaded.config.server.processes === 1) {
    const { serve } = await import('./serve.js');
    await serve(loaded, signalled);
  } else {
    const { serveByWorkers } = await import('./serve-cluster.js');
    await serveByWorkers(environment, loaded, signalled);
  }
}

function readConfig(): { environment: Environment; loaded: LoadedConfig } | undefined {
  try {
    const environment = readEnvironment(process.env, process.cwd());
    forgetSecrets(process.env);
    return { environment, loaded: loadConfig(environment) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EX_CONFIG;
    return undefined;
  }
}
