import { missing, refuseOpenHttp, type GivenUpstream } from './given-upstream.js';
import type { EndpointChoice, GlanceAccess, GlanceConfig } from './glance-config.js';
import { nhnRegion, type RegionPreset } from './nhn-regions.js';
import { readIdentity } from './read-identity.js';
import type { SecretSettings } from './secret-settings.js';
import type { FaultList } from './setting-faults.js';
import type { UpstreamBasics } from './upstream-basics.js';
import { refuseHalfPair } from './upstream-credentials.js';
import { withoutImageVersion } from './upstream-url.js';

/** The three ways to be let in, of which one is taken. */
type Way = 'token' | 'password' | 'application credential';

const WAYS =
  'set UPSTREAM_USERNAME and UPSTREAM_PASSWORD, or IDENTITY_CREDENTIAL_ID and IDENTITY_CREDENTIAL_SECRET, or UPSTREAM_TOKEN';

/** An upstream that speaks OpenStack's image API; `undefined` when a setting cannot be used, which is noted. */
export function readGlance(
  basics: UpstreamBasics,
  given: GivenUpstream,
  secrets: SecretSettings,
  faults: FaultList,
): GlanceConfig | undefined {
  refuseOpenHttp('UPSTREAM_URL', given.url, given, faults);
  const access = readAccess(given, secrets, faults);
  const { allowHttp, community, memberStatus, hidden } = given;
  return access && { ...basics, api: 'glance-v2', access, allowHttp, community, memberStatus, hidden };
}

function readAccess(
  given: GivenUpstream,
  secrets: SecretSettings,
  faults: FaultList,
): GlanceAccess | undefined {
  const preset = presetOf(given, faults);
  const way = readWay(given, secrets, faults);
  if (way === undefined) return undefined;
  if (way === 'token') return readTokenAccess(given, preset, faults);
  const identity = readIdentity(way, given, preset, faults);
  return identity && Object.freeze({ kind: 'keystone', identity, endpoint: endpointChoice(given, preset) });
}

/** What a region's name alone says; with an identity service of its own it is the region of another cloud. */
function presetOf(given: GivenUpstream, faults: FaultList): RegionPreset | undefined {
  const isElsewhere = given.identityUrl !== undefined || faults.concern('IDENTITY_URL');
  return isElsewhere || given.region === undefined ? undefined : nhnRegion(given.region);
}

function readWay(given: GivenUpstream, secrets: SecretSettings, faults: FaultList): Way | undefined {
  const ways = givenWays(given, secrets, faults);
  if (ways.length === 0) missing('UPSTREAM_USERNAME', WAYS, faults);
  if (ways.length > 1) {
    const name = ways.includes('token') ? 'UPSTREAM_TOKEN' : 'IDENTITY_CREDENTIAL_ID';
    faults.add(name, `is one of several credentials that are given; ${WAYS}`);
  }
  const [way] = ways;
  if (way === 'password') refuseHalfPair(secrets, faults);
  return ways.length === 1 ? way : undefined;
}

function givenWays(given: GivenUpstream, secrets: SecretSettings, faults: FaultList): readonly Way[] {
  const hasId = given.credentialId !== undefined || faults.concern('IDENTITY_CREDENTIAL_ID');
  const isGiven: readonly (readonly [Way, boolean])[] = [
    ['token', secrets.isGiven('UPSTREAM_TOKEN')],
    ['password', secrets.isGiven('UPSTREAM_USERNAME') || secrets.isGiven('UPSTREAM_PASSWORD')],
    ['application credential', secrets.isGiven('IDENTITY_CREDENTIAL_SECRET') || hasId],
  ];
  return isGiven.filter(([, isThere]) => isThere).map(([way]) => way);
}

function readTokenAccess(
  { token, url }: GivenUpstream,
  preset: RegionPreset | undefined,
  faults: FaultList,
): GlanceAccess | undefined {
  const address = url ?? preset?.imageUrl;
  if (address === undefined)
    missing('UPSTREAM_URL', 'a fixed token comes without a service catalogue', faults);
  if (token === undefined || address === undefined) return undefined;
  return Object.freeze({ kind: 'token', token, url: withoutImageVersion(address) });
}

function endpointChoice(given: GivenUpstream, preset: RegionPreset | undefined): EndpointChoice {
  return Object.freeze({
    url: given.url && withoutImageVersion(given.url),
    region: given.region,
    interface: given.interface,
    otherwise: preset?.imageUrl,
  });
}
