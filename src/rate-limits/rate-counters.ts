import type { RateRule } from '../config/app-config.js';
import type { Clock } from '../observability/clock.js';
import { mostFailures } from './allowance.js';
import { LocalCounter } from './local-counter.js';
import { RateCounter } from './rate-counter.js';
import type { Counted } from './shared-counter.port.js';
import type { Sharing } from './sharing.js';

/** One counter for each of what is counted: a flood of one kind pushes out nobody of the other. */
export type RateCounters = Readonly<Record<Counted, RateCounter>>;

/** @param sharing `undefined` where this process counts alone */
export function rateCounters(rule: RateRule, clock: Clock, sharing: Sharing | undefined): RateCounters {
  const counter = (counted: Counted, most: number): RateCounter =>
    new RateCounter(counted, most, new LocalCounter(rule.windowSeconds, clock), sharing);
  return {
    requests: counter('requests', rule.requests),
    failures: counter('failures', mostFailures(rule.requests)),
  };
}
