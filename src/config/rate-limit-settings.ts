import { DURATION_FORM, parseDurationMs } from '../domain/duration.js';
import { parseNetwork, type Network } from '../domain/network.js';
import type { RateRule } from './app-config.js';
import type { Setting } from './setting.js';
import { kind, type Kind } from './setting-kinds.js';

const MOST_REQUESTS = 1_000_000_000;
const LONGEST_WINDOW_SECONDS = 86_400;

/** Stands for the addresses of the machine itself. */
const LOOPBACK = ['127.0.0.0/8', '::1'];

function rate(): Kind<RateRule | 'off'> {
  const form = `off, or a number of requests from 1 to ${MOST_REQUESTS} for a time of whole seconds from 1s to 24h`;
  return kind('rate', form, readRate, `600/1m, the time as ${DURATION_FORM}`);
}

function readRate(text: string): RateRule | 'off' | undefined {
  if (text === 'off') return text;
  const [, count = '', time = ''] = /^(\d{1,10})\/(\w+)$/.exec(text) ?? [];
  const requests = Number(count);
  const windowSeconds = (parseDurationMs(time) ?? 0) / 1_000;
  const isInBounds = requests >= 1 && requests <= MOST_REQUESTS && windowSeconds <= LONGEST_WINDOW_SECONDS;
  return isInBounds && windowSeconds >= 1 && Number.isInteger(windowSeconds)
    ? Object.freeze({ requests, windowSeconds })
    : undefined;
}

function networks(): Kind<readonly Network[]> {
  const form =
    'a comma list of IP addresses, networks as in 10.0.0.0/8 (not all addresses), and the word loopback';
  return kind('list', form, (text) => {
    const elements = text.split(',').flatMap((element) => (element === 'loopback' ? LOOPBACK : element));
    const read = elements.map(parseNetwork);
    return read.every((network) => network !== undefined) ? Object.freeze(read) : undefined;
  });
}

/** How much each caller may ask for, and how callers are told apart; part of `SETTINGS`. */
export const RATE_LIMIT_SETTINGS = {
  RATE_LIMIT: {
    group: 'Limits',
    kind: rate(),
    default: 'off',
    about:
      'How many requests each client may make in a time, or each address where callers are anonymous; further ones are ' +
      'answered 429 `RATE_LIMITED`. All processes count together, and with a Redis in `CACHE_URL` all replicas. Requests ' +
      'without a valid credential are limited more strictly, by address.',
  },
  TRUST_PROXY: {
    group: 'Limits',
    kind: networks(),
    otherwise: 'nobody',
    about:
      'The proxies in front of the gateway: who of them names a caller in `X-Forwarded-For` is believed, for rate limits ' +
      'and the log. From anybody else, and for anything else, forwarded headers mean nothing.',
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;
