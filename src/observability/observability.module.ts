import { Module, type DynamicModule } from '@nestjs/common';

import { Clock } from './clock.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { UpstreamMeter } from './upstream.meter.js';

/** Time, log, metrics and their meters, for every module. */
@Module({})
export class ObservabilityModule {
  static of(log: Log, clock: Clock): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      providers: [
        { provide: Log, useValue: log },
        { provide: Clock, useValue: clock },
        { provide: Metrics, useFactory: () => new Metrics(() => log.linesLost) },
        UpstreamMeter,
      ],
      exports: [Log, Clock, Metrics, UpstreamMeter],
    };
  }
}
