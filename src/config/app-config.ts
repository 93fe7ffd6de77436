import type { GlanceConfig } from './glance-config.js';
import type { SigningAlgorithm } from './jwt-settings.js';
import type { Network } from '../domain/network.js';
import type { SecretSource } from './secret-source.js';
import type { UpstreamBasics } from './upstream-basics.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

type LogLevel = (typeof LOG_LEVELS)[number];

/** All settings, checked. Frozen; only a `SecretSource` may answer differently later. */
export interface AppConfig {
  readonly server: ServerConfig;
  readonly limits: LimitsConfig;
  /** At least one; each has an id of its own. */
  readonly upstreams: readonly UpstreamConfig[];
  readonly cache: CacheConfig;
  readonly access: AccessConfig;
  /** Whose browser code may read answers, as browsers write an origin; none turns CORS off. */
  readonly corsOrigins: readonly string[];
  readonly rateLimit: RateRule | 'off';
  /** Whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly Network[];
  /** Protects cursors; the same on every replica, or a cursor works on one of them only. */
  readonly cursorSecret: SecretSource;
  readonly logLevel: LogLevel;
}

/** Where we listen. Port 0 takes a free one. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly managementHost: string;
  readonly managementPort: number;
  /** 1 ms to 30 days. */
  readonly shutdownTimeoutMs: number;
  /** 0 to 30 days; counts up to half of the timeout. */
  readonly shutdownDelayMs: number;
  /** Whether the API document and its page are served. */
  readonly docs: boolean;
  /** How many processes serve requests, 1 to 64. With 1 it is this one, else they are below this one. */
  readonly processes: number;
}

/** What one process takes on at a time, and how long clients may take. */
export interface LimitsConfig {
  /** On the long way, those included that wait for a catalogue; 1 to 1,000,000. */
  readonly requestsInFlight: number;
  /** 1 ms to 60 s. */
  readonly loopDelayMs: number;
  /** At once; 1 to 10,000. */
  readonly exports: number;
  /** For a whole one; 1 s to 24 h. */
  readonly exportTimeoutMs: number;
  /** On the public port; 1 to 1,000,000. */
  readonly connections: number;
  /** On the management port; 1 to 10,000. */
  readonly managementConnections: number;
  /** Of events; 1 to 1,000,000, as the next one. */
  readonly eventStreams: number;
  readonly eventStreamsPerClient: number;
  /** Between signs of life of a stream of events; 100 ms to 1 h, and at most a third of `idleTimeoutMs`. */
  readonly eventHeartbeatMs: number;
  /** For the head of a request; at most `requestTimeoutMs`. All times of clients are 10 ms to 24 h. */
  readonly headersTimeoutMs: number;
  /** For a whole request. */
  readonly requestTimeoutMs: number;
  /** Without a byte taken of an answer. */
  readonly sendTimeoutMs: number;
  /** Between requests; at least twice the time that one may wait for its answer. */
  readonly idleTimeoutMs: number;
  /** Before TCP asks whether the other end is still there; 1 s to 9 h. */
  readonly keepAliveProbeAfterMs: number;
}

/** So many requests of one caller in each window of time. */
export interface RateRule {
  /** 1 to 1,000,000,000. */
  readonly requests: number;
  /** 1 to 86,400. */
  readonly windowSeconds: number;
}

/**
 * An upstream whose images are served. Its list is fresh for `freshForMs`, then served stale for `staleForMs` at most.
 */
export type UpstreamConfig = ToastConfig | GlanceConfig;

/** The vendor's appkey API, v1.0. */
export interface ToastConfig extends UpstreamBasics {
  readonly api: 'toast-v1';
  /** Base address, normalised, without a slash at its end, user info, query or fragment. */
  readonly url: string;
  /** One path segment, not yet encoded; never `.` or `..`. */
  readonly appkey: SecretSource;
  readonly credentials: UpstreamCredentials;
}

/** A fixed token, which is printable ASCII, or a user for whom tokens are issued and renewed. */
export type UpstreamCredentials =
  | { readonly kind: 'token'; readonly token: SecretSource }
  | { readonly kind: 'password'; readonly username: SecretSource; readonly password: SecretSource };

/** Where the last good catalogue is kept. A folder need not exist yet; the address of a Redis is a `redis:` URL. */
export type StorePlace =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'redis'; readonly address: SecretSource };

/** How lists are kept. */
export interface CacheConfig {
  readonly store: StorePlace;
  /** Whether they are refreshed on a timer, not only when asked for. */
  readonly keepWarm: boolean;
}

/** Who may call: anybody, or whoever shows a credential of a kind that is taken. One kind is at least. */
export type AccessConfig =
  | { readonly mode: 'anonymous' }
  | {
      readonly mode: 'credentials';
      /** Of the API keys. It was readable and valid when we started, and may be replaced at any time. */
      readonly keysFile: string | undefined;
      readonly tokens: TokenConfig | undefined;
    };

/** Which bearer tokens (RFC 9068) are taken. */
export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
  /** `https:`, or `http:` on loopback; without user info and fragment. */
  readonly jwksUrl: string;
  /** At least one. */
  readonly algorithms: readonly SigningAlgorithm[];
}
