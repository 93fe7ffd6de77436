import type { UpstreamConfig } from '../config/app-config.js';
import type { WorkRules } from './work.js';

/** What the work has to know of the settings. */
export function workRules({
  sourceId,
  propertiesAllow,
  maxImages,
  maxListingBytes,
}: UpstreamConfig): WorkRules {
  return { source: sourceId, propertiesAllow, limits: { maxImages, maxListingBytes } };
}
