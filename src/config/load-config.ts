import { randomBytes } from 'node:crypto';
import { readAccess } from './access-settings.js';
import type { AppConfig, CacheConfig, ServerConfig, StorePlace } from './app-config.js';
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
import { readUpstreams } from './upstreams-reading.js';

export interface LoadedConfig {
  readonly config: AppConfig;
  /** Holds the upstream's secrets, and each later value that their files get. */
  readonly knownSecrets: KnownSecrets;
  readonly files: ReplaceableFiles;
  /** The text of `UPSTREAM_SOURCES_FILE`, if there is one. */
  readonly sourcesText: string | undefined;
}

/**
 * Makes the configuration from variables, and reads the files that they name.
 *
 * @param now milliseconds that only ever grow, for the files that may be replaced later
 * @param readBefore the file of sources, where another process has read it already
 * @throws ConfigError with every fault at once, and nothing else.
 */
export function loadConfig(
  env: Environment,
  now: () => number = () => performance.now(),
  readBefore?: string,
): LoadedConfig {
  const faults = new SettingFaults();
  const knownSecrets = new KnownSecrets();
  const files = new ReplaceableFiles();
  const secrets = new SecretSettings(env, faults, knownSecrets, files, now);
  const plain = new PlainSettings(env, faults);
  const origin = { env, faults, known: knownSecrets, files, now, sourcesText: readBefore };
  const { upstreams, sourcesText } = readUpstreams(origin, plain, secrets);
  const cursorSecret = secrets.read('CURSOR_SECRET') ?? randomSecret();

  const server = readServer(plain, faults);
  const longestWaitMs = Math.max(0, ...upstreams.map((upstream) => upstream.basics.timeoutMs));
  const limits = readLimits(plain, longestWaitMs);
  const cache = readCache(plain, readStore(secrets));
  const access = readAccess(plain, faults);
  const corsOrigins = plain.optional('CORS_ORIGINS') ?? [];
  const logLevel = plain.value('LOG_LEVEL');
  const rateLimit = plain.value('RATE_LIMIT');
  const trustedProxies = plain.optional('TRUST_PROXY') ?? [];
  refuseUnknownNames(env, faults);

  const found = faults.sorted();
  const whole = upstreams.flatMap((upstream) => upstream.whole ?? []);
  if (found.length > 0 || whole.length === 0 || access === undefined) throw new ConfigError(found);
  return {
    config: Object.freeze({
      server,
      limits,
      upstreams: Object.freeze(whole),
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
    sourcesText,
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

function readCache(plain: PlainSettings, store: StorePlace): CacheConfig {
  return Object.freeze({
    store,
    keepWarm: plain.value('CACHE_KEEP_WARM'),
  });
}

function readStore(secrets: SecretSettings): StorePlace {
  const address = secrets.read('CACHE_URL');
  const place = address && storeAddress(address.current().reveal());
  if (!address || !place) return Object.freeze({ kind: 'memory' });
  return Object.freeze(place.kind === 'redis' ? { kind: 'redis', address } : place);
}
