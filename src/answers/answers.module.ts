import { Module } from '@nestjs/common';

import { AccessGuard } from '../access/access.guard.js';
import { AccessModule } from '../access/access.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CatalogService } from '../catalog/catalog.service.js';
import type { LimitsConfig } from '../config/app-config.js';
import { CORS_ORIGINS, CURSOR_SECRET, LIMITS_CONFIG, TRUSTED_PROXIES } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import type { SecretSource } from '../config/secret-source.js';
import type { Network } from '../domain/network.js';
import { AccessLog } from '../http/access-log.js';
import { CallerAddresses } from '../http/caller-address.js';
import { CompressionQueue } from '../http/compression-queue.js';
import { Cors } from '../http/cors.js';
import { OverloadLog } from '../http/overload-log.js';
import { RateGate } from '../http/rate-gate.js';
import { Drain } from '../lifecycle/drain.js';
import { Clock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import type { RateLimits } from '../rate-limits/rate-limits.js';
import { RATE_LIMITS } from '../rate-limits/rate-limits.module.js';
import { AnswerSender } from './answer.sender.js';
import { CatalogAnswers } from './catalog-answers.js';
import { PageCache } from './page-cache.js';
import { Replies } from './replies.js';
import { RunningExports } from './running-exports.js';
import { Streams } from './streams.js';
import { WarmPath } from './warm-path.js';

/** Answers from the catalogue: kept, and sent by the warm path or at the end of the long way. */
@Module({
  imports: [AccessModule, CatalogModule],
  providers: [
    {
      provide: AccessLog,
      inject: [Log, Metrics, Clock, KnownSecrets],
      useFactory: (log: Log, metrics: Metrics, clock: Clock, known: KnownSecrets) =>
        new AccessLog(log, metrics, clock, (text) => known.mask(text)),
    },
    {
      provide: PageCache,
      inject: [CURSOR_SECRET],
      useFactory: (cursorSecret: SecretSource) => new PageCache(cursorSecret),
    },
    {
      provide: CatalogAnswers,
      inject: [CatalogService, PageCache, CURSOR_SECRET],
      useFactory: (catalog: CatalogService, pages: PageCache, cursorSecret: SecretSource) =>
        new CatalogAnswers(catalog, pages, cursorSecret),
    },
    {
      provide: Cors,
      inject: [CORS_ORIGINS],
      useFactory: (origins: readonly string[]) => new Cors(origins),
    },
    {
      provide: AnswerSender,
      inject: [Drain, Clock, Cors],
      useFactory: (drain: Drain, clock: Clock, cors: Cors) => new AnswerSender(drain, clock, cors),
    },
    {
      provide: CompressionQueue,
      inject: [Clock, LIMITS_CONFIG],
      useFactory: (clock: Clock, limits: LimitsConfig) => new CompressionQueue(clock, limits.loopDelayMs),
    },
    {
      provide: Replies,
      inject: [PageCache, AnswerSender, AccessLog, CompressionQueue],
      useFactory: (pages: PageCache, sender: AnswerSender, log: AccessLog, compressions: CompressionQueue) =>
        new Replies(pages, sender, log, compressions),
    },
    {
      provide: OverloadLog,
      inject: [Log, Metrics, Clock],
      useFactory: (log: Log, metrics: Metrics, clock: Clock) => new OverloadLog(log, metrics, clock),
    },
    {
      provide: Streams,
      inject: [AnswerSender, LIMITS_CONFIG, CatalogService, OverloadLog, Metrics, Drain, Log, Clock],
      useFactory: (
        sender: AnswerSender,
        limits: LimitsConfig,
        catalog: CatalogService,
        overloadLog: OverloadLog,
        { exports: metrics }: Metrics,
        drain: Drain,
        log: Log,
        clock: Clock,
      ) => {
        const parts = { limits, catalog, overloadLog, metrics, drain, log, clock };
        return new Streams(sender, new RunningExports(parts));
      },
    },
    {
      provide: CallerAddresses,
      inject: [TRUSTED_PROXIES],
      useFactory: (trusted: readonly Network[]) => new CallerAddresses(trusted),
    },
    {
      provide: RateGate,
      inject: [RATE_LIMITS, CallerAddresses],
      useFactory: (limits: RateLimits | undefined, addresses: CallerAddresses) =>
        new RateGate(limits, addresses),
    },
    {
      provide: WarmPath,
      inject: [
        PageCache,
        CatalogService,
        AccessGuard,
        RateGate,
        CallerAddresses,
        Drain,
        AnswerSender,
        Cors,
        AccessLog,
        Clock,
        KnownSecrets,
      ],
      useFactory: (
        pages: PageCache,
        catalog: CatalogService,
        guard: AccessGuard,
        gate: RateGate,
        addresses: CallerAddresses,
        drain: Drain,
        sender: AnswerSender,
        cors: Cors,
        accessLog: AccessLog,
        clock: Clock,
        known: KnownSecrets,
      ) => {
        const mask = (text: string): string => known.mask(text);
        return new WarmPath({
          pages,
          catalog,
          guard,
          gate,
          addresses,
          drain,
          sender,
          cors,
          accessLog,
          clock,
          mask,
        });
      },
    },
  ],
  exports: [
    AccessLog,
    CallerAddresses,
    CatalogAnswers,
    CompressionQueue,
    Cors,
    OverloadLog,
    PageCache,
    RateGate,
    Replies,
    Streams,
    WarmPath,
  ],
})
export class AnswersModule {}
