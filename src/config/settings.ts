import { DEFAULT_PROPERTIES_ALLOW } from '../domain/properties-allow.js';
import { LOG_LEVELS } from './app-config.js';
import { accessModes } from './access-modes.js';
import { cacheUrl, storePassword } from './cache-url.js';
import { JWT_SETTINGS } from './jwt-settings.js';
import { LIMIT_SETTINGS } from './limit-settings.js';
import { RATE_LIMIT_SETTINGS } from './rate-limit-settings.js';
import type { SecretKind } from './secret-kinds.js';
import { textSecret } from './secret-kinds.js';
import type { Setting } from './setting.js';
import { LONGEST, WHOLE } from './setting.js';
import type { Kind } from './setting-kinds.js';
import { boolean, duration, host, list, oneOf, origins, path, port, processes } from './setting-kinds.js';
import { UPSTREAM_SETTINGS } from './upstream-settings.js';

const TABLE = {
  HOST: {
    group: 'Listening',
    kind: host(),
    default: '0.0.0.0',
    about: 'The address on which the API listens.',
  },
  PORT: {
    group: 'Listening',
    kind: port(),
    default: '3000',
    about: 'The port of the API; 0 takes a free one and logs it.',
  },
  MANAGEMENT_HOST: {
    group: 'Listening',
    kind: host(),
    default: '0.0.0.0',
    about: 'The address on which `/livez`, `/readyz` and `/metrics` listen.',
  },
  MANAGEMENT_PORT: {
    group: 'Listening',
    kind: port(),
    default: '3001',
    about: 'The port of `/livez`, `/readyz` and `/metrics`; 0 takes a free one and logs it.',
  },
  ...UPSTREAM_SETTINGS,
  CACHE_URL: {
    group: 'Cache',
    kind: cacheUrl(),
    default: 'memory:',
    masked: storePassword,
    about:
      'Where the last good catalogue is kept: `memory:`, a folder as in `file:./var/catalog`, or a Redis as in ' +
      '`rediss://user:password@host:6379/0`. From a folder or a Redis a restart comes up ready, also while the ' +
      'upstream is down; replicas with one Redis list the upstream once for all of them.',
  },
  CACHE_FRESH_FOR: {
    group: 'Cache',
    kind: duration('1ms', LONGEST),
    default: '60s',
    about: 'How long a catalogue counts as fresh.',
  },
  CACHE_STALE_FOR: {
    group: 'Cache',
    kind: duration('0ms', LONGEST),
    default: '24h',
    about: 'How long after that it may still be served, while it is being refreshed or the upstream fails.',
  },
  CACHE_KEEP_WARM: {
    group: 'Cache',
    kind: boolean(),
    default: 'true',
    about: 'Refreshes the catalogue on a timer, not only when somebody asks.',
  },
  ACCESS_MODE: {
    group: 'Access',
    kind: accessModes(),
    required: 'required',
    about:
      'Who may call: `api-key` for the clients of `ACCESS_KEYS_FILE`, `jwt` for whoever has a token of `JWT_ISSUER`, ' +
      '`anonymous` for anybody.',
  },
  ACCESS_KEYS_FILE: {
    group: 'Access',
    kind: path(),
    required: 'required with `api-key` in `ACCESS_MODE`',
    example: './var/access-keys.json',
    about:
      'The clients: a JSON list of `{ "client", "sha256", "scopes", "expiresAt"? }`; a replaced file takes effect within a second. ' +
      '`node dist/access/new-key.js CLIENT` makes a key and its entry.',
  },
  ...JWT_SETTINGS,
  CORS_ORIGINS: {
    group: 'Access',
    kind: origins(),
    otherwise: 'no browser code of another origin',
    about:
      'Whose browser code may read answers: exact origins, as in `https://portal.example.com,http://localhost:5173`. ' +
      'Callers show their credential as any other does.',
  },
  CURSOR_SECRET: {
    group: 'Answers',
    kind: textSecret(),
    otherwise: 'random at every start',
    masked: WHOLE,
    about: 'Protects cursors against forgery; at least 32 random characters, the same on every replica.',
  },
  PROPERTIES_ALLOW: {
    group: 'Answers',
    kind: list(
      'a comma list of property keys: letters, digits, "_", ".", "-" and "*"',
      /^[A-Za-z0-9_.*-]{1,64}$/,
    ),
    default: DEFAULT_PROPERTIES_ALLOW.join(','),
    about:
      'The image properties that are published; `*` stands for any run of characters. With `glance-v2` the project of ' +
      'an image is one, if `owner` is in the list in full.',
  },
  DOCS: {
    group: 'Answers',
    kind: oneOf(['on', 'off']),
    default: 'on',
    about: 'Serves `/openapi.json` and `/docs`.',
  },
  ...RATE_LIMIT_SETTINGS,
  ...LIMIT_SETTINGS,
  LOG_LEVEL: {
    group: 'Running',
    kind: oneOf(LOG_LEVELS),
    default: 'info',
    about: 'The least severe messages that are logged.',
  },
  PROCESSES: {
    group: 'Running',
    kind: processes(64),
    default: '1',
    about:
      'How many processes serve requests on `PORT`; more than one have one more above them, which alone speaks to ' +
      'the upstream. `auto` takes one for each core that the process may use.',
  },
  SHUTDOWN_TIMEOUT: {
    group: 'Running',
    kind: duration('1ms', LONGEST),
    default: '10s',
    about: 'How long a stop may take; requests in flight are waited for until shortly before.',
  },
  SHUTDOWN_DELAY: {
    group: 'Running',
    kind: duration('0ms', LONGEST),
    default: '500ms',
    about:
      'How long a stop goes on taking connections after `/readyz` has turned 503, so that load balancers can notice; ' +
      'counts up to half of `SHUTDOWN_TIMEOUT`.',
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

type Table = typeof TABLE;

/** The variables we read. */
export type SettingName = keyof Table;

/** The type of each setting's value. */
export type SettingValues = {
  readonly [K in SettingName]: Table[K]['kind'] extends Kind<infer T> ? T : never;
};

type NamesOf<S> = { [K in SettingName]: Table[K] extends S ? K : never }[SettingName];

/** Settings that may come from a file as well, and that are never shown. */
export type SecretName = NamesOf<{ readonly kind: SecretKind }>;

/** Settings that always have a value. */
export type DefaultedName = NamesOf<{ readonly default: string }>;

/** Every setting once, in the order in which operators read about them. The key is the variable. */
export const SETTINGS: { readonly [K in SettingName]: Setting<SettingValues[K]> } = TABLE;
