import { Module, type DynamicModule } from '@nestjs/common';

import { Workshop, type Workbench } from '../catalog/workshop.port.js';
import type { UpstreamConfig } from '../config/app-config.js';
import { UPSTREAM_CONFIG } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Clock } from '../observability/clock.js';
import { InPlaceRunner } from './in-place.runner.js';
import type { Runner } from './runner.js';
import { TaskBench } from './task-bench.js';
import { ThreadRunner } from './thread.runner.js';
import { workRules } from './work-rules.js';
import { Work } from './work.js';

/** Provides the workshop: in threads where their program is given, else in the thread of the caller. */
@Module({})
export class WorkshopModule {
  /** @param threadFile the built `workshop.thread.js` */
  static of(threadFile: URL | undefined): DynamicModule {
    return {
      module: WorkshopModule,
      global: true,
      providers: [
        {
          provide: Workshop,
          inject: [UPSTREAM_CONFIG, KnownSecrets, Clock],
          useFactory: (config: UpstreamConfig, secrets: KnownSecrets, clock: Clock): Workshop =>
            workshopOf(threadFile, config, secrets, clock),
        },
      ],
      exports: [Workshop],
    };
  }
}

/** @param threadFile the built `workshop.thread.js`; without it the work is done in the thread of the caller */
export function workshopOf(
  threadFile: URL | undefined,
  config: UpstreamConfig,
  secrets: KnownSecrets,
  clock: Clock,
): Workshop {
  const rules = workRules(config);
  const startRunner = (inBackground: boolean): Runner =>
    threadFile
      ? new ThreadRunner(threadFile, { ...rules, inBackground }, clock)
      : new InPlaceRunner(new Work(rules));
  return {
    open: (signal, inBackground = false): Workbench =>
      new TaskBench(startRunner(inBackground), secrets, signal),
  };
}
