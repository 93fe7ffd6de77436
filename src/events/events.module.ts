import { Module } from '@nestjs/common';

import { AccessModule } from '../access/access.module.js';
import { AnswersModule } from '../answers/answers.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ServedCatalog } from '../catalog/served-catalog.js';
import type { LimitsConfig } from '../config/app-config.js';
import { LIMITS_CONFIG } from '../config/config.module.js';
import { ChangeHistory } from '../history/change-history.js';
import { ImageQueryPipe } from '../images/image-query.pipe.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { Metrics } from '../observability/metrics.js';
import { EventHub } from './event-hub.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { StreamLimits } from './stream-limits.js';

/** The public API of events. */
@Module({
  imports: [AccessModule, AnswersModule, CatalogModule],
  controllers: [EventsController],
  providers: [
    EventsService,
    ImageQueryPipe,
    {
      provide: StreamLimits,
      inject: [LIMITS_CONFIG],
      useFactory: (limits: LimitsConfig) => new StreamLimits(limits),
    },
    {
      provide: EventHub,
      inject: [ServedCatalog, ChangeHistory, Drain, Metrics, Clock, LIMITS_CONFIG],
      useFactory: (
        served: ServedCatalog,
        history: ChangeHistory,
        drain: Drain,
        { changes: metrics }: Metrics,
        clock: Clock,
        { eventHeartbeatMs: heartbeatMs }: LimitsConfig,
      ) => new EventHub({ served, history, drain, metrics, clock, heartbeatMs }),
    },
  ],
})
export class EventsModule {}
