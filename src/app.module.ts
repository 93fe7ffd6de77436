import { Module, type DynamicModule } from '@nestjs/common';

import { AccessModule } from './access/access.module.js';
import { AnswersModule } from './answers/answers.module.js';
import { CatalogApiModule } from './catalog-api/catalog-api.module.js';
import { RefreshModule } from './catalog/refresh.module.js';
import { ConfigModule } from './config/config.module.js';
import type { LoadedConfig } from './config/load-config.js';
import { FamiliesModule } from './families/families.module.js';
import { ChangesModule } from './changes/changes.module.js';
import { EventsModule } from './events/events.module.js';
import { HistoryModule } from './history/history.module.js';
import { ImagesModule } from './images/images.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { ManagementModule } from './management/management.module.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { DocsModule } from './openapi/docs.module.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { WorkshopModule } from './workshop/workshop.module.js';

type Imports = NonNullable<DynamicModule['imports']>;

/** Names the modules, in the order of a request and then of a refresh, and nothing else. */
@Module({})
export class AppModule {
  /**
   * The whole service in one process.
   *
   * @param threadFile the built `workshop.thread.js`
   */
  static of(loaded: LoadedConfig, log: Log, clock: Clock, threadFile?: URL): DynamicModule {
    const refreshes = [RefreshModule, HistoryModule, WorkshopModule.of(threadFile)];
    return {
      module: AppModule,
      imports: [
        ...common(loaded, log, clock),
        RateLimitsModule.ofStore(),
        ...publicApi(loaded),
        ManagementModule,
        ...refreshes,
      ],
    };
  }

  /** What serves requests, below a primary. */
  static ofWorker(
    loaded: LoadedConfig,
    log: Log,
    clock: Clock,
    ...links: readonly DynamicModule[]
  ): DynamicModule {
    return { module: AppModule, imports: [...common(loaded, log, clock), ...links, ...publicApi(loaded)] };
  }

  /** What is there once above several workers. */
  static ofPrimary(loaded: LoadedConfig, log: Log, clock: Clock, threadFile: URL): DynamicModule {
    const refreshes = [RefreshModule, HistoryModule, WorkshopModule.of(threadFile)];
    return {
      module: AppModule,
      imports: [...common(loaded, log, clock), RateLimitsModule.ofStore(), ...refreshes],
    };
  }
}

function common(loaded: LoadedConfig, log: Log, clock: Clock): Imports {
  return [ConfigModule.of(loaded), ObservabilityModule.of(log, clock), LifecycleModule];
}

function publicApi({ config }: LoadedConfig): Imports {
  return [
    AnswersModule,
    AccessModule,
    ImagesModule,
    FamiliesModule,
    ChangesModule,
    EventsModule,
    CatalogApiModule,
    ...(config.server.docs ? [DocsModule] : []),
  ];
}
