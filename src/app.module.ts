import { Module, type DynamicModule } from '@nestjs/common';

import { AccessModule } from './access/access.module.js';
import { AnswersModule } from './answers/answers.module.js';
import { CatalogApiModule } from './catalog-api/catalog-api.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ConfigModule } from './config/config.module.js';
import type { LoadedConfig } from './config/load-config.js';
import { ImagesModule } from './images/images.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { ManagementModule } from './management/management.module.js';
import type { Clock } from './observability/clock.js';
import type { Log } from './observability/log.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { DocsModule } from './openapi/docs.module.js';
import { UpstreamModule } from './upstream/upstream.module.js';
import { WorkshopModule } from './workshop/workshop.module.js';

/** Names the modules, in the order of a request and then of a refresh, and nothing else. */
@Module({})
export class AppModule {
  /** @param threadFile see `WorkshopModule.of` */
  static of(
    { config, knownSecrets }: LoadedConfig,
    log: Log,
    clock: Clock,
    threadFile: URL | undefined,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config, knownSecrets),
        ObservabilityModule.of(log, clock),
        LifecycleModule,
        AnswersModule,
        AccessModule,
        ImagesModule,
        CatalogApiModule,
        ...(config.server.docs ? [DocsModule] : []),
        ManagementModule,
        CatalogModule,
        UpstreamModule,
        WorkshopModule.of(threadFile),
      ],
    };
  }
}
