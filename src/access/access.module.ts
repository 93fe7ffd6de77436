import { Module } from '@nestjs/common';

import type { AccessConfig } from '../config/app-config.js';
import { ACCESS_CONFIG } from '../config/config.module.js';
import { ReplaceableFiles } from '../config/replaceable-files.js';
import { WatchedFile } from '../config/watched-file.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { AccessGuard } from './access.guard.js';
import { ClientKeys, type KeyFileEvent } from './client-keys.js';

const SETTING = 'ACCESS_KEYS_FILE';

/** Provides the guard that the door of the server asks (`http/door.ts`). */
@Module({
  providers: [
    {
      provide: AccessGuard,
      inject: [ACCESS_CONFIG, ReplaceableFiles, Clock, Log, Metrics],
      useFactory: (
        config: AccessConfig,
        files: ReplaceableFiles,
        clock: Clock,
        log: Log,
        metrics: Metrics,
      ) => new AccessGuard(keysOf(config, files, log, metrics), () => clock.now()),
    },
  ],
  exports: [AccessGuard],
})
export class AccessModule {}

function keysOf(
  config: AccessConfig,
  files: ReplaceableFiles,
  log: Log,
  { access }: Metrics,
): ClientKeys | undefined {
  if (config.mode === 'anonymous') return undefined;
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
