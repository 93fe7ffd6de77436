import { Module, type DynamicModule } from '@nestjs/common';

import { Workshops, type Workbench, type Workshop } from '../catalog/workshop.port.js';
import type { UpstreamConfig } from '../config/app-config.js';
import { UPSTREAM_CONFIGS } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Clock } from '../observability/clock.js';
import { InPlaceRunner } from './in-place.runner.js';
import type { Runner } from './runner.js';
import { TaskBench } from './task-bench.js';
import { ThreadRunner } from './thread.runner.js';
import { workRules } from './work-rules.js';
import { Work, type WorkRules } from './work.js';

/** Provides the workshops: in threads where their program is given, else in the thread of the caller. */
@Module({})
export class WorkshopModule {
  /** @param threadFile the built `workshop.thread.js` */
  static of(threadFile: URL | undefined): DynamicModule {
    return {
      module: WorkshopModule,
      global: true,
      providers: [
        {
          provide: Workshops,
          inject: [UPSTREAM_CONFIGS, KnownSecrets, Clock],
          useFactory: (
            upstreams: readonly UpstreamConfig[],
            secrets: KnownSecrets,
            clock: Clock,
          ): Workshops => ({
            of: (sourceIds, isIndexed) => {
              const own = upstreams.filter(({ sourceId }) => sourceIds.includes(sourceId));
              return workshopOf(threadFile, workRules(own, isIndexed), secrets, clock);
            },
          }),
        },
      ],
      exports: [Workshops],
    };
  }
}

/** @param threadFile the built `workshop.thread.js`; without it the work is done in the thread of the caller */
export function workshopOf(
  threadFile: URL | undefined,
  rules: WorkRules,
  secrets: KnownSecrets,
  clock: Clock,
): Workshop {
  const startRunner = (inBackground: boolean): Runner =>
    threadFile
      ? new ThreadRunner(threadFile, { ...rules, inBackground }, clock)
      : new InPlaceRunner(new Work(rules));
  return {
    open: (signal, inBackground = false): Workbench =>
      new TaskBench(startRunner(inBackground), secrets, signal),
  };
}
