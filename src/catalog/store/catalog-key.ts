import { createHmac } from 'node:crypto';

import type { UpstreamConfig } from '../../config/app-config.js';
import type { GlanceConfig, IdentityCredentials } from '../../config/glance-config.js';
import { STORED_FORMAT } from '../stored-catalog.js';

const LENGTH = 12;

/**
 * The name under which a store keeps the catalogue of one upstream. Gateways whose catalogues would differ, because
 * they have another project or choice of properties, never read each other's, also in one Redis or folder.
 *
 * An appkey is the key of an HMAC of which 48 bits are kept: nobody gets it back from them. A project is known by names
 * and ids that are no secrets. The braces keep all names of one catalogue together (Redis Cluster specification, hash
 * tags).
 */
export function catalogKey(upstream: UpstreamConfig): string {
  const { api, sourceId, propertiesAllow } = upstream;
  const isGlance = upstream.api === 'glance-v2';
  const digest = createHmac('sha256', isGlance ? api : upstream.appkey.current().reveal())
    .update(JSON.stringify([api, sourceId, propertiesAllow, ...(isGlance ? placeOf(upstream) : [])]))
    .digest('hex')
    .slice(0, LENGTH);
  return `image-gateway:${STORED_FORMAT}:{${sourceId}:${digest}}`;
}

/** What decides which images a Glance lists, but for the user, who may change without them. */
function placeOf({ access, community, memberStatus, hidden }: GlanceConfig): readonly unknown[] {
  const scope = [community, memberStatus, hidden];
  if (access.kind === 'token') return [scope, access.url];
  const { identity, endpoint } = access;
  return [scope, identity.url, projectOf(identity.credentials), endpoint.url ?? endpoint.region];
}

function projectOf(credentials: IdentityCredentials): unknown {
  switch (credentials.kind) {
    case 'v2.0-password':
      return credentials.tenantId;
    case 'v3-password':
      return [credentials.domain, credentials.project];
    case 'application-credential':
      return credentials.id;
  }
}
