import { loadConfig } from '../../src/config/load-config.js';
import { Gateway } from '../../src/gateway.js';
import { SystemClock, type Clock } from '../../src/observability/clock.js';
import { Log } from '../../src/observability/log.js';
import type { LogLine } from '../../src/observability/log-sink.js';
import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { GatewayWatch } from './gateway-watch.js';
import { ManualClock } from './manual-clock.js';

/** A running gateway, as callers, operators and log readers see it. */
export interface TestGateway {
  /** The public address, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly managementUrl: string;
  /** Every line of the log so far, parsed. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  readonly gateway: Gateway;
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  /** The base address of the upstream: `standIn.url`. */
  readonly upstreamUrl: string;
  /** Settings beyond those that every test needs; `undefined` takes one of those away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/** Starts the real application on free loopback ports. Every test that starts one stops it. */
export async function startGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const { upstreamUrl, env = {}, clock = new SystemClock() } = options;
  const settings = {
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
    UPSTREAM_URL: upstreamUrl,
    UPSTREAM_APPKEY: DEMO_CREDENTIALS.appkey,
    UPSTREAM_USERNAME: DEMO_CREDENTIALS.username,
    UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
    ACCESS_MODE: 'anonymous',
    CURSOR_SECRET: 'a-cursor-secret-for-tests',
    LOG_LEVEL: 'trace',
    SHUTDOWN_TIMEOUT: '2s',
    SHUTDOWN_DELAY: '0s',
    ...env,
  };
  const loaded = loadConfig(settings);
  const watch = new GatewayWatch(settings, process.cwd());
  const logs: Record<string, unknown>[] = [];
  const sink = {
    write: (line: LogLine) => {
      const text = String(line);
      watch.wrote(text);
      logs.push(JSON.parse(text) as Record<string, unknown>);
    },
  };
  const log = new Log(loaded.config.logLevel, (text) => loaded.knownSecrets.mask(text), sink);
  const gateway = await Gateway.create(loaded, log, clock);
  const { port, managementPort } = await gateway.start();
  watch.listensOn(port, managementPort);
  return {
    url: `http://127.0.0.1:${port}`,
    managementUrl: `http://127.0.0.1:${managementPort}`,
    logs,
    gateway,
    stop: async () => {
      await (clock instanceof ManualClock ? clock.passing(gateway.stop()) : gateway.stop());
      watch.over(JSON.stringify(logs));
    },
  };
}
