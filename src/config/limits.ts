import type { LimitsConfig } from './app-config.js';
import type { PlainSettings } from './plain-settings.js';

/**
 * Reads how much one process takes on, and how long clients may take.
 *
 * @param longestWaitMs how long a request may wait for its answer; its connection does not end before
 */
export function readLimits(plain: PlainSettings, longestWaitMs: number): LimitsConfig {
  const requestTimeoutMs = Math.ceil(plain.value('REQUEST_TIMEOUT'));
  const idleTimeoutMs = Math.max(plain.value('IDLE_TIMEOUT'), 2 * longestWaitMs);
  return Object.freeze({
    requestsInFlight: plain.value('MAX_REQUESTS_IN_FLIGHT'),
    loopDelayMs: plain.value('MAX_LOOP_DELAY'),
    exports: plain.value('MAX_EXPORTS'),
    exportTimeoutMs: plain.value('EXPORT_TIMEOUT'),
    connections: plain.value('MAX_CONNECTIONS'),
    managementConnections: plain.value('MAX_MANAGEMENT_CONNECTIONS'),
    eventStreams: plain.value('MAX_EVENT_STREAMS'),
    eventStreamsPerClient: plain.value('MAX_EVENT_STREAMS_PER_CLIENT'),
    eventHeartbeatMs: Math.min(plain.value('EVENT_HEARTBEAT'), idleTimeoutMs / 3),
    headersTimeoutMs: Math.min(Math.ceil(plain.value('HEADERS_TIMEOUT')), requestTimeoutMs),
    requestTimeoutMs,
    sendTimeoutMs: Math.ceil(plain.value('SEND_TIMEOUT')),
    idleTimeoutMs,
    keepAliveProbeAfterMs: Math.ceil(plain.value('KEEPALIVE_PROBE_AFTER')),
  });
}
