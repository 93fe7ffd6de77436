import type { Setting } from './setting.js';
import { duration, integer } from './setting-kinds.js';

/** Longer than any network or caller needs, short enough for Node's timers. */
const A_DAY = '24h';

/** What one process takes on at a time, and how long clients may take; part of `SETTINGS`. */
export const LIMIT_SETTINGS = {
  MAX_REQUESTS_IN_FLIGHT: {
    group: 'Limits',
    kind: integer(1, 1_000_000),
    default: '5000',
    about:
      'How many requests may be worked on at once, those that wait for the first catalogue included; further ones are ' +
      'answered 503 `OVERLOADED`. Pages that were asked for before do not count. Of each process.',
  },
  MAX_LOOP_DELAY: {
    group: 'Limits',
    kind: duration('1ms', '60s'),
    default: '250ms',
    about:
      'How long a request may wait for its turn, and its answer to be compressed, behind the others: where that has been longer for half a second on end, ' +
      'those that would wait longer are answered 503 `OVERLOADED`. Pages that were asked for before do not count.',
  },
  MAX_EXPORTS: {
    group: 'Limits',
    kind: integer(1, 10_000),
    default: '16',
    about:
      'How many exports may run at once; further ones are answered 503 `OVERLOADED`. One takes about 1 MB, compressed ' +
      '3 MB. Of each process.',
  },
  EXPORT_TIMEOUT: {
    group: 'Limits',
    kind: duration('1s', A_DAY),
    default: '10m',
    about: 'How long an export may take in all, however slowly it is read; then its connection ends.',
  },
  MAX_CONNECTIONS: {
    group: 'Limits',
    kind: integer(1, 1_000_000),
    default: '10000',
    about: 'How many connections callers may have open; further ones are closed at once. Of each process.',
  },
  MAX_MANAGEMENT_CONNECTIONS: {
    group: 'Limits',
    kind: integer(1, 10_000),
    default: '100',
    about: 'How many connections the management port keeps; a further one takes the place of the oldest.',
  },
  MAX_EVENT_STREAMS: {
    group: 'Limits',
    kind: integer(1, 1_000_000),
    default: '1000',
    about:
      'How many streams of events may be open; a further one is answered 503 `OVERLOADED`. They do not count as requests ' +
      'in flight, but as connections. Of each process.',
  },
  MAX_EVENT_STREAMS_PER_CLIENT: {
    group: 'Limits',
    kind: integer(1, 1_000_000),
    default: '20',
    about:
      'How many of them one client may have, or one address where callers are anonymous; a further one is answered 429 ' +
      '`RATE_LIMITED`. Of each process.',
  },
  EVENT_HEARTBEAT: {
    group: 'Limits',
    kind: duration('100ms', '1h'),
    default: '15s',
    about:
      'How often a stream of events says that it is still there; shorter than whatever is in between lets a connection ' +
      'be quiet. Never longer than a third of `IDLE_TIMEOUT`.',
  },
  HEADERS_TIMEOUT: {
    group: 'Limits',
    kind: duration('10ms', A_DAY),
    default: '20s',
    about:
      'How long a client may take to send the head of a request, and to begin with the first; never longer than `REQUEST_TIMEOUT`.',
  },
  REQUEST_TIMEOUT: {
    group: 'Limits',
    kind: duration('10ms', A_DAY),
    default: '30s',
    about: 'How long a client may take to send a whole request, body included.',
  },
  SEND_TIMEOUT: {
    group: 'Limits',
    kind: duration('10ms', A_DAY),
    default: '60s',
    about: 'How long a client may take nothing of an answer that waits for it.',
  },
  IDLE_TIMEOUT: {
    group: 'Limits',
    kind: duration('10ms', A_DAY),
    default: '72s',
    about:
      'How long a connection may stay open between two requests; longer than load balancers keep theirs, so that none ' +
      'sends a request into one that just ended. Never shorter than twice `UPSTREAM_TIMEOUT`.',
  },
  KEEPALIVE_PROBE_AFTER: {
    group: 'Limits',
    kind: duration('1s', '9h'),
    default: '30s',
    about:
      'After how long without a byte a connection is probed by TCP; one whose other end is gone without a word ends ' +
      'about ten seconds later.',
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;
