import { createHmac } from 'node:crypto';

import type { UpstreamConfig } from '../../config/app-config.js';
import { STORED_FORMAT } from '../stored-catalog.js';

const LENGTH = 12;

/**
 * The name under which a store keeps the catalogue of one upstream. Gateways whose catalogues would differ, because
 * they have another project or choice of properties, never read each other's, also in one Redis or folder.
 *
 * The appkey is the key of an HMAC of which 48 bits are kept: nobody gets it back from them. The braces keep all
 * names of one catalogue together (Redis Cluster specification, hash tags).
 */
export function catalogKey({ api, sourceId, propertiesAllow, appkey }: UpstreamConfig): string {
  const digest = createHmac('sha256', appkey.current().reveal())
    .update(JSON.stringify([api, sourceId, propertiesAllow]))
    .digest('hex')
    .slice(0, LENGTH);
  return `image-gateway:${STORED_FORMAT}:{${sourceId}:${digest}}`;
}
