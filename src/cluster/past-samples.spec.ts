import { Metrics } from '../observability/metrics.js';
import { PastSamples } from './past-samples.js';

function measured(requests: number): Promise<Awaited<ReturnType<Metrics['samples']>>> {
  const metrics = new Metrics(() => 0);
  for (let count = 0; count < requests; count++) metrics.requestAnswered('GET', '/v1/images', 200, 0.003);
  return metrics.samples();
}

describe('what workers had counted that have ended', () => {
  it('stays in the sum, with its buckets; what they were does not', async () => {
    const past = new PastSamples();
    past.add(await measured(2));
    past.add(await measured(3));
    const metrics = new Metrics(() => 0);
    metrics.requestAnswered('GET', '/v1/images', 200, 0.2);
    metrics.addUpWith(async () => [await past.read(), await measured(10)]);
    const { body } = await metrics.render();
    const labels = 'method="GET",route="/v1/images",status="200"';
    expect(body).toContain(`gateway_http_request_duration_seconds_count{${labels}} 16\n`);
    expect(body).toContain(`gateway_http_request_duration_seconds_bucket{le="0.005",${labels}} 15\n`);
    expect(body).toContain(`gateway_http_request_duration_seconds_bucket{le="+Inf",${labels}} 16\n`);
    expect((await past.read()).map(({ name }) => name)).not.toContain('process_resident_memory_bytes');
  });

  it('is nothing before one has ended', async () => {
    expect(await new PastSamples().read()).toEqual([]);
  });
});
