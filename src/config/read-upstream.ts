import type { ToastConfig, UpstreamConfig } from './app-config.js';
import { givenUpstream, missing, refuseOpenHttp, type GivenUpstream } from './given-upstream.js';
import type { PlainSettings } from './plain-settings.js';
import { readGlance } from './read-glance.js';
import type { SecretSettings } from './secret-settings.js';
import type { FaultList } from './setting-faults.js';
import type { UpstreamBasics } from './upstream-basics.js';
import { readCredentials } from './upstream-credentials.js';
import { TOAST_URL } from './upstream-settings.js';

/** An upstream as far as it could be read; `whole` where nothing of it is missing. */
export interface ReadUpstream {
  readonly basics: UpstreamBasics;
  readonly whole: UpstreamConfig | undefined;
}

/** What is said of an upstream whichever API it speaks. */
function readUpstreamBasics(plain: PlainSettings): UpstreamBasics {
  return {
    sourceId: plain.value('UPSTREAM_SOURCE_ID'),
    timeoutMs: plain.value('UPSTREAM_TIMEOUT'),
    maxBodyBytes: plain.value('UPSTREAM_MAX_BODY'),
    maxImages: plain.value('UPSTREAM_MAX_IMAGES'),
    maxListingBytes: plain.value('UPSTREAM_MAX_LISTING'),
    pageSize: plain.value('UPSTREAM_PAGE_SIZE'),
    propertiesAllow: plain.value('PROPERTIES_ALLOW'),
    freshForMs: plain.value('CACHE_FRESH_FOR'),
    staleForMs: plain.value('CACHE_STALE_FOR'),
  };
}

/**
 * An upstream of the settings of these names, wherever they were written; what is wrong is noted.
 *
 * Settings of the other API are looked at as well, so that a wrong one is noticed, and then not used: who moves from
 * one to the other changes `UPSTREAM_API` alone.
 */
export function readUpstream(plain: PlainSettings, secrets: SecretSettings, faults: FaultList): ReadUpstream {
  const basics = readUpstreamBasics(plain);
  const given = givenUpstream(plain, secrets);
  // what else is missing depends on the API
  if (faults.concern('UPSTREAM_API')) return { basics, whole: undefined };
  const config =
    given.api === 'glance-v2'
      ? readGlance(basics, given, secrets, faults)
      : readToast(basics, given, secrets, faults);
  return { basics, whole: config && Object.freeze(config) };
}

function readToast(
  basics: UpstreamBasics,
  given: GivenUpstream,
  secrets: SecretSettings,
  faults: FaultList,
): ToastConfig | undefined {
  const { api, appkey, url = TOAST_URL } = given;
  refuseOpenHttp('UPSTREAM_URL', url, given, faults);
  if (!secrets.isGiven('UPSTREAM_APPKEY'))
    missing('UPSTREAM_APPKEY', 'set it, or UPSTREAM_APPKEY_FILE', faults);
  const credentials = readCredentials(given, secrets, faults);
  if (api !== 'toast-v1' || appkey === undefined || credentials === undefined) return undefined;
  return { ...basics, api, url, appkey, credentials };
}
