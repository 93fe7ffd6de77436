import { Module } from '@nestjs/common';

import type { AccessConfig } from '../config/app-config.js';
import { ACCESS_CONFIG } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { ReplaceableFiles } from '../config/replaceable-files.js';
import { WatchedFile } from '../config/watched-file.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { AccessGuard } from './access.guard.js';
import { AuthenticationLog } from './authentication-log.js';
import { ClientKeys, type KeyFileEvent } from './client-keys.js';
import { BearerTokens } from './tokens/bearer-tokens.js';
import { HttpJwksEndpoint } from './tokens/jwks-endpoint.js';
import { SigningKeys } from './tokens/signing-keys.js';
import { SigningKeysLog } from './tokens/signing-keys-log.js';
import { SigningKeysStarter } from './tokens/signing-keys.starter.js';

const SETTING = 'ACCESS_KEYS_FILE';

/** Provides the guard that the door of the server asks (`http/door.ts`). */
@Module({
  providers: [
    { provide: ClientKeys, inject: [ACCESS_CONFIG, ReplaceableFiles, Log, Metrics], useFactory: clientKeys },
    { provide: SigningKeys, inject: [ACCESS_CONFIG, Clock, Log, Metrics], useFactory: signingKeys },
    {
      provide: SigningKeysStarter,
      inject: [SigningKeys, Metrics],
      useFactory: (keys: SigningKeys | undefined, { access }: Metrics) =>
        new SigningKeysStarter(keys, access),
    },
    {
      provide: BearerTokens,
      inject: [ACCESS_CONFIG, SigningKeys, Clock, KnownSecrets],
      useFactory: bearerTokens,
    },
    {
      provide: AccessGuard,
      inject: [ClientKeys, BearerTokens, Clock, Log, Metrics],
      useFactory: (
        keys: ClientKeys | undefined,
        tokens: BearerTokens | undefined,
        clock: Clock,
        log: Log,
        { access }: Metrics,
      ) => new AccessGuard({ keys, tokens }, new AuthenticationLog(log, access), () => clock.now()),
    },
  ],
  exports: [AccessGuard],
})
export class AccessModule {}

/** @returns `undefined` where no keys are taken */
function clientKeys(
  config: AccessConfig,
  files: ReplaceableFiles,
  log: Log,
  { access }: Metrics,
): ClientKeys | undefined {
  if (config.mode === 'anonymous' || config.keysFile === undefined) return undefined;
  const keys = new ClientKeys(new WatchedFile(config.keysFile), (event) => report(event, log));
  files.add(SETTING, () => keys.reread());
  access.watchClients(() => keys.uses());
  return keys;
}

function report(event: KeyFileEvent, log: Log): void {
  if (event.kind === 'loaded') {
    const { keys, clients, changes } = event;
    log.info('key file loaded', { keys, clients, ...changes });
  } else log.error('key file not used: the keys before it stay valid', { setting: SETTING, ...event });
}

/** @returns `undefined` where no tokens are taken, as `bearerTokens` does */
function signingKeys(
  config: AccessConfig,
  clock: Clock,
  log: Log,
  { access }: Metrics,
): SigningKeys | undefined {
  if (config.mode === 'anonymous' || !config.tokens) return undefined;
  const { jwksUrl, algorithms } = config.tokens;
  const endpoint = new HttpJwksEndpoint(jwksUrl, clock);
  return new SigningKeys(endpoint, algorithms, clock, new SigningKeysLog(log, access));
}

function bearerTokens(
  config: AccessConfig,
  keys: SigningKeys | undefined,
  clock: Clock,
  secrets: KnownSecrets,
): BearerTokens | undefined {
  if (config.mode === 'anonymous' || !config.tokens || !keys) return undefined;
  return new BearerTokens(config.tokens, keys, clock, (text) => secrets.mask(text));
}
