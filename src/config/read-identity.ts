import { missing, refuseOpenHttp, type GivenUpstream } from './given-upstream.js';
import type { IdentityConfig, IdentityCredentials } from './glance-config.js';
import { NHN_REGIONS, type RegionPreset } from './nhn-regions.js';
import type { FaultList } from './setting-faults.js';

type Version = 'v2.0' | 'v3';

/**
 * Who issues tokens; `undefined` when a setting that this needs cannot be used, which is noted.
 *
 * @param preset of the region, where that is one that is known by name
 */
export function readIdentity(
  way: 'password' | 'application credential',
  given: GivenUpstream,
  preset: RegionPreset | undefined,
  faults: FaultList,
): IdentityConfig | undefined {
  const address = given.identityUrl ?? preset?.identityUrl;
  if (address === undefined)
    missing('IDENTITY_URL', `set it, or UPSTREAM_REGION to one of ${NHN_REGIONS.join(', ')}`, faults);
  refuseOpenHttp('IDENTITY_URL', address, given, faults);
  const { url, version } = splitVersion(address ?? '');
  if (version !== undefined && given.identityApi !== undefined && given.identityApi !== version)
    faults.add('IDENTITY_API', `must be ${version}, as IDENTITY_URL says, or that must say no version`);
  const api = given.identityApi ?? version ?? (preset ? 'v2.0' : 'v3');
  const credentials =
    way === 'password' ? readPassword(api, given, faults) : readApplicationCredential(api, given, faults);
  if (address === undefined || credentials === undefined) return undefined;
  return Object.freeze({ url, credentials: Object.freeze(credentials) });
}

/** What stands in front of the version; guides print addresses with the path of tokens behind it, too. */
function splitVersion(address: string): { url: string; version: Version | undefined } {
  const [, url, version] = /^(.*)\/(v2\.0(?:\/tokens)?|v3(?:\/auth\/tokens)?)$/.exec(address) ?? [];
  if (url === undefined) return { url: address, version: undefined };
  return { url: url.replace(/\/+$/, ''), version: version?.startsWith('v3') ? 'v3' : 'v2.0' };
}

function readPassword(
  api: Version,
  given: GivenUpstream,
  faults: FaultList,
): IdentityCredentials | undefined {
  const { username, password, tenantId, project, domain } = given;
  if (api === 'v2.0') {
    if (tenantId === undefined) missing('IDENTITY_TENANT_ID', 'IDENTITY_API=v2.0 needs it', faults);
    if (tenantId === undefined || username === undefined || password === undefined) return undefined;
    return { kind: 'v2.0-password', tenantId, username, password };
  }
  if (tenantId !== undefined && project !== undefined)
    faults.add('IDENTITY_PROJECT', 'is given together with IDENTITY_TENANT_ID; remove one of them');
  const scope = tenantId === undefined ? project && { name: project } : { id: tenantId };
  if (scope === undefined && !faults.concern('IDENTITY_TENANT_ID'))
    missing('IDENTITY_PROJECT', 'set it, or IDENTITY_TENANT_ID', faults);
  if (!scope || username === undefined || password === undefined) return undefined;
  return { kind: 'v3-password', username, password, domain, project: scope };
}

function readApplicationCredential(
  api: Version,
  given: GivenUpstream,
  faults: FaultList,
): IdentityCredentials | undefined {
  const { credentialId: id, credentialSecret: secret, tenantId, project } = given;
  if (api === 'v2.0') faults.add('IDENTITY_API', 'must be v3: v2.0 knows no application credentials');
  if (id === undefined) missing('IDENTITY_CREDENTIAL_ID', 'IDENTITY_CREDENTIAL_SECRET needs it', faults);
  if (secret === undefined) missing('IDENTITY_CREDENTIAL_SECRET', 'IDENTITY_CREDENTIAL_ID needs it', faults);
  const fixed = 'is fixed by the application credential; remove it';
  if (tenantId !== undefined) faults.add('IDENTITY_TENANT_ID', fixed);
  if (project !== undefined) faults.add('IDENTITY_PROJECT', fixed);
  return id === undefined || secret === undefined
    ? undefined
    : { kind: 'application-credential', id, secret };
}
