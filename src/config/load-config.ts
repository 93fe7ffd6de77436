import { randomBytes } from 'node:crypto';
import { readAccess } from './access-settings.js';
import type { AppConfig, CacheConfig, ServerConfig, StorePlace, UpstreamConfig } from './app-config.js';
import { storeAddress } from './cache-url.js';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { KnownSecrets } from './known-secrets.js';
import { readLimits } from './limits.js';
import { PlainSettings } from './plain-settings.js';
import { ReplaceableFiles } from './replaceable-files.js';
import { FixedSecret } from './secret-source.js';
import { SecretSettings } from './secret-settings.js';
import { Secret } from './secret.js';
import { SettingFaults } from './setting-faults.js';
import { refuseUnknownNames } from './unknown-names.js';
import { readCredentials } from './upstream-credentials.js';
import { isOpenHttp } from './upstream-url.js';

export interface LoadedConfig {
  readonly config: AppConfig;
  /** Holds appkey, token and password, and each later value that their files get. */
  readonly knownSecrets: KnownSecrets;
  readonly files: ReplaceableFiles;
}

/**
 * Makes the configuration from variables, and reads the files that they name.
 *
 * @param now milliseconds that only ever grow, for the files that may be replaced later
 * @throws ConfigError with every fault at once, and nothing else.
 */
export function loadConfig(env: Environment, now: () => number = () => performance.now()): LoadedConfig {
  const faults = new SettingFaults();
  const knownSecrets = new KnownSecrets();
  const files = new ReplaceableFiles();
  const secrets = new SecretSettings(env, faults, knownSecrets, files, now);
  const appkey = secrets.read('UPSTREAM_APPKEY');
  if (!secrets.isGiven('UPSTREAM_APPKEY'))
    faults.add('UPSTREAM_APPKEY', 'is missing; set it, or UPSTREAM_APPKEY_FILE');
  const credentials = readCredentials(secrets, faults);
  const cursorSecret = secrets.read('CURSOR_SECRET') ?? randomSecret();

  const plain = new PlainSettings(env, faults);
  const server = readServer(plain, faults);
  const upstream = readUpstream(plain, faults);
  const limits = readLimits(plain, upstream.timeoutMs);
  const cache = readCache(plain, readStore(secrets));
  const access = readAccess(plain, faults);
  const corsOrigins = plain.optional('CORS_ORIGINS') ?? [];
  const logLevel = plain.value('LOG_LEVEL');
  const rateLimit = plain.value('RATE_LIMIT');
  const trustedProxies = plain.optional('TRUST_PROXY') ?? [];
  refuseUnknownNames(env, faults);

  const found = faults.sorted();
  if (found.length > 0 || appkey === undefined || credentials === undefined || access === undefined) {
    throw new ConfigError(found);
  }
  const full = Object.freeze({ ...upstream, appkey, credentials });
  return {
    config: Object.freeze({
      server,
      limits,
      upstream: full,
      cache,
      access,
      corsOrigins,
      rateLimit,
      trustedProxies,
      cursorSecret,
      logLevel,
    }),
    knownSecrets,
    files,
  };
}

function randomSecret(): FixedSecret {
  return new FixedSecret(new Secret(randomBytes(32).toString('base64url')));
}

function readServer(plain: PlainSettings, faults: SettingFaults): ServerConfig {
  const server = {
    host: plain.value('HOST'),
    port: plain.value('PORT'),
    managementHost: plain.value('MANAGEMENT_HOST'),
    managementPort: plain.value('MANAGEMENT_PORT'),
    shutdownTimeoutMs: plain.value('SHUTDOWN_TIMEOUT'),
    shutdownDelayMs: plain.value('SHUTDOWN_DELAY'),
    docs: plain.value('DOCS') === 'on',
    processes: plain.value('PROCESSES'),
  };
  const isWrong = faults.concern('HOST', 'PORT', 'MANAGEMENT_HOST', 'MANAGEMENT_PORT');
  if (!isWrong && server.port !== 0 && server.port === server.managementPort && shareAddress(server)) {
    faults.add('MANAGEMENT_PORT', 'must differ from PORT, or listen on another address');
  }
  return Object.freeze(server);
}

function shareAddress({ host, managementHost }: { host: string; managementHost: string }): boolean {
  const hosts = [host.toLowerCase(), managementHost.toLowerCase()];
  return hosts[0] === hosts[1] || hosts.includes('0.0.0.0') || hosts.includes('::');
}

function readUpstream(
  plain: PlainSettings,
  faults: SettingFaults,
): Omit<UpstreamConfig, 'appkey' | 'credentials'> {
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
  };
  if (isOpenHttp(upstream.url) && !allowHttp && !faults.concern('UPSTREAM_ALLOW_HTTP')) {
    const remedy = 'use https://, or set UPSTREAM_ALLOW_HTTP=true';
    faults.add('UPSTREAM_URL', `would send credentials in the clear; ${remedy}`);
  }
  return upstream;
}

function readCache(plain: PlainSettings, store: StorePlace): CacheConfig {
  return Object.freeze({
    store,
    freshForMs: plain.value('CACHE_FRESH_FOR'),
    staleForMs: plain.value('CACHE_STALE_FOR'),
    keepWarm: plain.value('CACHE_KEEP_WARM'),
  });
}

function readStore(secrets: SecretSettings): StorePlace {
  const address = secrets.read('CACHE_URL');
  const place = address && storeAddress(address.current().reveal());
  if (!address || !place) return Object.freeze({ kind: 'memory' });
  return Object.freeze(place.kind === 'redis' ? { kind: 'redis', address } : place);
}
