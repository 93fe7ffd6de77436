import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';

import { RequestHistogram } from './request-histogram.js';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Observation = readonly [method: string, route: string, status: number, seconds: number];

async function ours(observations: readonly Observation[]): Promise<string> {
  const histogram = new RequestHistogram();
  for (const observation of observations) histogram.observe(...observation);
  const registry = new Registry();
  registry.registerMetric(histogram.asMetric());
  return registry.metrics();
}

/** What the library writes of the same. */
async function theirs(observations: readonly Observation[]): Promise<string> {
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'gateway_http_request_duration_seconds',
    help: 'Time from the last header of a request to the last byte of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  for (const [method, route, status, seconds] of observations) {
    histogram.labels({ method, route, status: String(status) }).observe(seconds);
  }
  return registry.metrics();
}

function sorted(exposition: string): string[] {
  return exposition.split('\n').toSorted();
}

const SECONDS = fc.oneof(
  fc.constantFrom(0, ...BUCKETS, ...BUCKETS.map((bound) => bound + Number.EPSILON), 1e6),
  fc.double({ min: 0, max: 12, noNaN: true }),
);
const OBSERVATION = fc.tuple(
  fc.constantFrom('GET', 'HEAD', 'POST'),
  fc.oneof(fc.constantFrom('/v1/images', '/v1/images/:id', 'unrouted'), fc.string({ maxLength: 5 })),
  fc.constantFrom(200, 304, 400, 499, 503),
  SECONDS,
);

describe('the histogram of requests', () => {
  it('is written line by line as the library writes its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(OBSERVATION, { maxLength: 60 }), async (observations) => {
        expect(sorted(await ours(observations))).toEqual(sorted(await theirs(observations)));
      }),
    );
  });

  it.each<[string, Observation[]]>([
    ['without a request', []],
    ['of one request', [['GET', '/v1/images', 200, 0.003]]],
    ['of one that took longer than all bounds', [['GET', '/v1/images', 200, 11]]],
    ['of a route with quotes', [['GET', '/"\\\n', 200, 0.001]]],
  ])('is written as the library writes its own, %s', async (_what, observations) => {
    expect(await ours(observations)).toBe(await theirs(observations));
  });

  it('keeps the lines of a series together, in the order of their bounds', async () => {
    const lines = (await ours([['GET', '/v1/images', 200, 0.003]])).split('\n');
    const bounds = lines.flatMap((line) => /le="([^"]+)"/.exec(line)?.[1] ?? []);
    expect(bounds).toEqual([...BUCKETS.map(String), '+Inf']);
    expect(lines.filter((line) => line.includes('_count{'))).toEqual([
      'gateway_http_request_duration_seconds_count{method="GET",route="/v1/images",status="200"} 1',
    ]);
  });

  it('does not change with being read', async () => {
    const histogram = new RequestHistogram();
    const registry = new Registry();
    registry.registerMetric(histogram.asMetric());
    histogram.observe('GET', '/', 200, 0.1);
    expect(await registry.metrics()).toBe(await registry.metrics());
    histogram.observe('GET', '/', 200, 0.1);
    expect(await registry.metrics()).toContain('_count{method="GET",route="/",status="200"} 2\n');
  });
});
