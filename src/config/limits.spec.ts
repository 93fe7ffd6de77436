import { loadConfig } from './load-config.js';

const GOOD = { ACCESS_MODE: 'anonymous', UPSTREAM_APPKEY: 'an-appkey', UPSTREAM_TOKEN: 'a-token' };

describe('the limits', () => {
  it('have documented defaults', () => {
    expect(loadConfig(GOOD).config.limits).toEqual({
      requestsInFlight: 5_000,
      loopDelayMs: 250,
      exports: 16,
      exportTimeoutMs: 600_000,
      connections: 10_000,
      managementConnections: 100,
      eventStreams: 1_000,
      eventStreamsPerClient: 20,
      eventHeartbeatMs: 15_000,
      headersTimeoutMs: 20_000,
      requestTimeoutMs: 30_000,
      sendTimeoutMs: 60_000,
      idleTimeoutMs: 72_000,
      keepAliveProbeAfterMs: 30_000,
    });
  });

  it('are what is set', () => {
    const { config } = loadConfig({
      ...GOOD,
      MAX_REQUESTS_IN_FLIGHT: '7',
      MAX_LOOP_DELAY: '5ms',
      MAX_EXPORTS: '6',
      EXPORT_TIMEOUT: '1h',
      MAX_CONNECTIONS: '8',
      MAX_MANAGEMENT_CONNECTIONS: '9',
      MAX_EVENT_STREAMS: '10',
      MAX_EVENT_STREAMS_PER_CLIENT: '3',
      EVENT_HEARTBEAT: '500ms',
      HEADERS_TIMEOUT: '1s',
      REQUEST_TIMEOUT: '2s',
      SEND_TIMEOUT: '3s',
      IDLE_TIMEOUT: '4m',
      KEEPALIVE_PROBE_AFTER: '1m',
    });
    expect(Object.values(config.limits)).toEqual([
      7, 5, 6, 3_600_000, 8, 9, 10, 3, 500, 1_000, 2_000, 3_000, 240_000, 60_000,
    ]);
  });

  it('let a stream of events never be quiet for as long as a connection may be', () => {
    const { limits } = loadConfig({ ...GOOD, EVENT_HEARTBEAT: '1h' }).config;
    expect(limits).toMatchObject({ idleTimeoutMs: 72_000, eventHeartbeatMs: 24_000 });
  });

  it('of a head is never longer than that of a whole request', () => {
    const { limits } = loadConfig({ ...GOOD, REQUEST_TIMEOUT: '5s' }).config;
    expect(limits).toMatchObject({ headersTimeoutMs: 5_000, requestTimeoutMs: 5_000 });
  });

  it('of an idle connection is never shorter than twice what a request may wait for', () => {
    const { limits } = loadConfig({ ...GOOD, IDLE_TIMEOUT: '1s', UPSTREAM_TIMEOUT: '90s' }).config;
    expect(limits.idleTimeoutMs).toBe(180_000);
  });
});
