import type { UpstreamConfig } from './app-config.js';
import type { PlainSettings } from './plain-settings.js';
import type { SecretSettings } from './secret-settings.js';
import type { FaultList } from './setting-faults.js';
import { readCredentials } from './upstream-credentials.js';
import { isOpenHttp } from './upstream-url.js';

/** What is read of an upstream, whatever is wrong with its secrets. */
type PlainUpstream = Omit<UpstreamConfig, 'appkey' | 'credentials'>;

/** An upstream as far as it could be read; `whole` where nothing of it is missing. */
export interface ReadUpstream {
  readonly plain: PlainUpstream;
  readonly whole: UpstreamConfig | undefined;
}

/** Reads one upstream from the settings of this name, wherever they were written; what is wrong is noted. */
export function readUpstream(plain: PlainSettings, secrets: SecretSettings, faults: FaultList): ReadUpstream {
  const appkey = secrets.read('UPSTREAM_APPKEY');
  if (!secrets.isGiven('UPSTREAM_APPKEY'))
    faults.add('UPSTREAM_APPKEY', 'is missing; set it, or UPSTREAM_APPKEY_FILE');
  const credentials = readCredentials(secrets, faults);
  const read = readPlain(plain, faults);
  const whole = appkey && credentials && Object.freeze({ ...read, appkey, credentials });
  return { plain: read, whole };
}

function readPlain(plain: PlainSettings, faults: FaultList): PlainUpstream {
  const allowHttp = plain.value('UPSTREAM_ALLOW_HTTP');
  const upstream = {
    api: plain.value('UPSTREAM_API'),
    url: plain.value('UPSTREAM_URL'),
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
  if (isOpenHttp(upstream.url) && !allowHttp && !faults.concern('UPSTREAM_ALLOW_HTTP')) {
    const remedy = 'use https://, or set UPSTREAM_ALLOW_HTTP=true';
    faults.add('UPSTREAM_URL', `would send credentials in the clear; ${remedy}`);
  }
  return upstream;
}
