import type { StoredImageRules } from '../catalog/stored-images.js';
import type { UpstreamConfig } from '../config/app-config.js';
import { compilePropertyAllowList, isPublished } from '../upstream/normalise/properties.js';

/** What images of the history have to be: any that these upstreams may have listed. */
export function historyRules(upstreams: readonly UpstreamConfig[]): StoredImageRules {
  // the same for all
  const allowsProperty = compilePropertyAllowList(upstreams[0]?.propertiesAllow ?? []);
  return {
    sources: upstreams.map(({ sourceId }) => sourceId),
    publishes: (key) => isPublished(key, allowsProperty),
    // as many may have come as have gone
    maxImages: 2 * upstreams.reduce((sum, { maxImages }) => sum + maxImages, 0),
  };
}
