import { DEMO_CREDENTIALS } from './demo-credentials.js';

/** What it can stand in for, the usual first. */
const APIS = ['toast-v1', 'glance-v2'] as const;

/** How the stand-in runs as a program. */
export interface StandInSettings {
  readonly api: (typeof APIS)[number];
  readonly host: string;
  readonly port: number;
  /** How many images to generate. */
  readonly count: number;
  readonly appkey: string;
  readonly username: string;
  readonly password: string;
  readonly tokenLifetimeSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the `STAND_IN_` variables; an empty one counts as not set.
 *
 * @throws RangeError that names the variable
 */
export function readStandInSettings(env: Environment): StandInSettings {
  return {
    api: oneOf(env, 'STAND_IN_API', APIS),
    host: env['STAND_IN_HOST'] || '127.0.0.1',
    port: wholeNumber(env, 'STAND_IN_PORT', 4000, 0, 65_535),
    count: wholeNumber(env, 'STAND_IN_IMAGES', 200, 0, 100_000),
    appkey: env['STAND_IN_APPKEY'] || DEMO_CREDENTIALS.appkey,
    username: env['STAND_IN_USERNAME'] || DEMO_CREDENTIALS.username,
    password: env['STAND_IN_PASSWORD'] || DEMO_CREDENTIALS.password,
    tokenLifetimeSeconds: wholeNumber(env, 'STAND_IN_TOKEN_LIFETIME_SECONDS', 3600, 1, 86_400),
  };
}

function oneOf<T extends string>(env: Environment, name: string, words: readonly [T, ...T[]]): T {
  const text = env[name] || words[0];
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new RangeError(`${name} must be one of ${words.join(', ')}`);
}

function wholeNumber(env: Environment, name: string, fallback: number, low: number, high: number): number {
  const text = env[name] || String(fallback);
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= low && value <= high) return value;
  throw new RangeError(`${name} must be a whole number from ${low} to ${high}`);
}
