import { performance } from 'node:perf_hooks';

const { nodeTiming } = performance;

/**
 * Tells rounds of the event loop apart: a number that changes whenever it has asked the kernel anew what there is to
 * do. That is more often than the loop turns: as long as there are at least 1,024 events it asks again, up to 48 times,
 * and neither timers nor new connections have their turn before that. Takes 0.2 µs.
 */
export function eventRound(): number {
  return nodeTiming.uvMetricsInfo.events;
}
