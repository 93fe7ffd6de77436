import { Module, type DynamicModule } from '@nestjs/common';

import { KnownSecrets } from './known-secrets.js';
import type { LoadedConfig } from './load-config.js';
import { ReplaceableFiles } from './replaceable-files.js';

export const SERVER_CONFIG = Symbol('ServerConfig');
export const LIMITS_CONFIG = Symbol('LimitsConfig');
/** A list of `UpstreamConfig`, at least one. */
export const UPSTREAM_CONFIGS = Symbol('list of UpstreamConfig');
export const CACHE_CONFIG = Symbol('CacheConfig');
export const ACCESS_CONFIG = Symbol('AccessConfig');
/** The origins whose browser code may read answers. */
export const CORS_ORIGINS = Symbol('CORS origins');
export const RATE_RULE = Symbol('RateRule or off');
export const TRUSTED_PROXIES = Symbol('networks of trusted proxies');
export const CURSOR_SECRET = Symbol('SecretSource of cursors');

/** Provides the pieces of the configuration, each to those who need it. */
@Module({})
export class ConfigModule {
  static of({ config, knownSecrets, files }: LoadedConfig): DynamicModule {
    const providers = [
      { provide: SERVER_CONFIG, useValue: config.server },
      { provide: LIMITS_CONFIG, useValue: config.limits },
      { provide: UPSTREAM_CONFIGS, useValue: config.upstreams },
      { provide: CACHE_CONFIG, useValue: config.cache },
      { provide: ACCESS_CONFIG, useValue: config.access },
      { provide: CORS_ORIGINS, useValue: config.corsOrigins },
      { provide: RATE_RULE, useValue: config.rateLimit },
      { provide: TRUSTED_PROXIES, useValue: config.trustedProxies },
      { provide: CURSOR_SECRET, useValue: config.cursorSecret },
      { provide: KnownSecrets, useValue: knownSecrets },
      { provide: ReplaceableFiles, useValue: files },
    ];
    return {
      module: ConfigModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
