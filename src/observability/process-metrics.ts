import { collectDefaultMetrics, Registry, type Metric } from 'prom-client';

let made: readonly Metric[] | undefined;

/**
 * The usual `process_*` and `nodejs_*` metrics. They are made once, because each set of them watches the event loop and
 * the garbage collector for as long as the process lives, also when the gateway that it was made for is gone.
 */
export function processMetrics(): readonly Metric[] {
  made ??= makeThem();
  return made;
}

function makeThem(): readonly Metric[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray().flatMap(({ name }) => register.getSingleMetric(name) ?? []);
}
