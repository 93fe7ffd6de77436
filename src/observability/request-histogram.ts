import type { Metric } from 'prom-client';

/** Upper bounds of the buckets, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const NAME = 'gateway_http_request_duration_seconds';

/** The requests of one method, route and status. */
class Series {
  /** How many took at most each bound and more than the one before; the last: more than all. */
  readonly counts = new Float64Array(BOUNDS.length + 1);
  sum = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]!) bucket++;
    this.counts[bucket]! += 1;
    this.sum += seconds;
  }
}

/**
 * How long requests took, as a Prometheus histogram: the library's own makes objects and joins label texts for
 * every value, this one finds its counters by three lookups. It writes what the library writes.
 */
export class RequestHistogram {
  private readonly routes = new Map<string, Map<string, Map<number, Series>>>();

  observe(method: string, route: string, status: number, seconds: number): void {
    this.series(method, route, status).observe(seconds);
  }

  /** For `Registry.registerMetric`, which asks for a name and calls `get` and nothing else. */
  asMetric(): Metric {
    // its type is a union of the library's own classes
    return { name: NAME, get: () => Promise.resolve(this.get()) } as unknown as Metric;
  }

  private get(): object {
    return {
      name: NAME,
      help: 'Time from the last header of a request to the last byte of its answer.',
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.routes].flatMap(([route, methods]) =>
        [...methods].flatMap(([method, statuses]) =>
          [...statuses].flatMap(([status, series]) =>
            samples({ method, route, status: String(status) }, series),
          ),
        ),
      ),
    };
  }

  private series(method: string, route: string, status: number): Series {
    const methods = getOrAdd(this.routes, route, () => new Map<string, Map<number, Series>>());
    const statuses = getOrAdd(methods, method, () => new Map<number, Series>());
    return getOrAdd(statuses, status, () => new Series());
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The samples of one series: buckets hold all values up to their bound. */
function samples(labels: Readonly<Record<string, string>>, { counts, sum }: Series): object[] {
  let total = 0;
  const buckets = [...counts].map((count, index) => ({
    metricName: `${NAME}_bucket`,
    labels: { le: BOUNDS[index] ?? '+Inf', ...labels },
    value: (total += count),
  }));
  return [
    ...buckets,
    { metricName: `${NAME}_sum`, labels, value: sum },
    { metricName: `${NAME}_count`, labels, value: total },
  ];
}
