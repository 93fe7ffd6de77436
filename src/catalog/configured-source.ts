import type { UpstreamConfig } from '../config/app-config.js';
import type { CatalogSource } from './catalog-source.js';

/** What is configured of a source. */
export type ConfiguredSource = Pick<CatalogSource, 'id' | 'api' | 'rules' | 'patienceMs'>;

/** A request waits for a first list as long as one upstream exchange may take, and this. */
const PATIENCE_BEYOND_TIMEOUT_MS = 500;

export function configuredSource(upstream: UpstreamConfig): ConfiguredSource {
  const { sourceId: id, api, timeoutMs } = upstream;
  return { id, api, rules: upstream, patienceMs: timeoutMs + PATIENCE_BEYOND_TIMEOUT_MS };
}
