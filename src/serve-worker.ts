import { ServedCatalog } from './catalog/served-catalog.js';
import { configuredSource } from './catalog/configured-source.js';
import { catalogFrom } from './cluster/catalog-bytes.js';
import type { ToWorker, Welcome } from './cluster/messages.js';
import { PrimaryCounter } from './cluster/primary-counter.js';
import { PrimaryHistory } from './cluster/primary-history.js';
import { PrimaryLink } from './cluster/primary-link.js';
import { startFailureOf } from './cluster/start-failure.js';
import { Signal } from './cluster/signal.js';
import { toPrimary } from './cluster/to-primary.js';
import type { Environment } from './config/environment.js';
import { KnownSecrets } from './config/known-secrets.js';
import { loadConfig, type LoadedConfig } from './config/load-config.js';
import { whenHungUp } from './lifecycle/signals.js';
import { SystemClock } from './observability/clock.js';
import { Program } from './program.js';
import { WorkerGateway } from './worker-gateway.js';
import { workRules } from './workshop/work-rules.js';
import { workshopOf } from './workshop/workshop.module.js';
import { WORKSHOP_THREAD } from './workshop-thread.js';

/**
 * Serves requests below a primary until it, or a signal, says to end. When the primary is gone, so is the worker:
 * node:cluster ends it.
 */
export async function serveAsWorker(
  { worker, environment, sourcesText }: Welcome,
  signalled: Promise<void>,
): Promise<void> {
  // nothing is waited for before the next message can be heard: it may be here already
  const loaded = load(environment, sourcesText);
  if (!loaded) return;
  const program = new Program(loaded, worker);
  const clock = new SystemClock();
  const { upstreams } = loaded.config;
  const served = new ServedCatalog();
  // what the primary sends is masked, and stays as it is: the same version in all workers
  const workshop = workshopOf(WORKSHOP_THREAD, workRules(upstreams, true), new KnownSecrets(), clock);
  const configured = upstreams.map(configuredSource);
  const link = new PrimaryLink(served, configured, clock, toPrimary, (images, changedAt) =>
    catalogFrom(workshop, images, changedAt),
  );
  const counter = new PrimaryCounter(toPrimary);
  const stop = new Signal<void>();
  const history = new PrimaryHistory(toPrimary, (reason) =>
    program.log.warn('change not kept in the history', { reason }),
  );
  const gateway = new WorkerGateway({
    loaded,
    program,
    clock,
    served,
    link,
    counter,
    history,
    send: toPrimary,
  });
  whenHungUp(() => gateway.reread());
  process.on('message', (message: ToWorker) => {
    if (message.type === 'stop') stop.give();
    else if (message.type !== 'welcome') gateway.hear(message);
  });
  try {
    await Promise.race([gateway.start(), stop.given, signalled]);
  } catch (error) {
    await toPrimary({ type: 'failed', failure: startFailureOf(error) });
    return program.end(1);
  }
  await Promise.race([stop.given, signalled]);
  await program.endAfter(gateway.stop());
}

/** The settings were right when the primary read them, but a file that they name may be wrong by now. */
function load(environment: Environment, sourcesText: string | undefined): LoadedConfig | undefined {
  try {
    return loadConfig(environment, () => performance.now(), sourcesText);
  } catch (error) {
    void toPrimary({ type: 'failed', failure: startFailureOf(error) }).then(() => process.exit(1));
    return undefined;
  }
}
