import { Module, type DynamicModule } from '@nestjs/common';

import type { UpstreamConfig } from '../config/app-config.js';
import { UPSTREAM_CONFIGS } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { ChangeHistory } from './change-history.js';
import { historyRules } from './history-rules.js';
import type { HistorySource } from './history-source.port.js';

/** The history of a process that another one tells of changes; in the place of `HistoryModule`. */
@Module({})
export class ToldHistoryModule {
  static of(source: HistorySource): DynamicModule {
    return {
      module: ToldHistoryModule,
      global: true,
      providers: [
        {
          provide: ChangeHistory,
          inject: [KnownSecrets, UPSTREAM_CONFIGS],
          useFactory: (secrets: KnownSecrets, upstreams: readonly UpstreamConfig[]) =>
            new ChangeHistory(source, secrets, historyRules(upstreams)),
        },
      ],
      exports: [ChangeHistory],
    };
  }
}
