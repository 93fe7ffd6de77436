import type { Heard } from './soak-client.js';

const WITHOUT_CATALOGUE = new Set([
  'UPSTREAM_INVALID',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_REJECTED',
  'UPSTREAM_TIMEOUT',
  'NOT_READY',
]);

/** The `code` of a problem; empty where the answer is none, or has no body. */
export function problemCode({ headers, text }: Heard): string {
  if (text === '' || headers['content-type']?.startsWith('application/problem+json') !== true) return '';
  // only its code is of interest, and any other text is told as it is
  const { code } = JSON.parse(text) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/**
 * What is wrong with a request that got no answer, or a 5xx.
 *
 * @returns `undefined` where the contract allows it at this moment
 */
export function faultOfFailure(heard: Heard): string | undefined {
  const { ask, sentAt, endedAt, status, headers, trouble } = heard;
  const { disturbances } = ask.replica;
  const met = disturbances.met(sentAt, endedAt);
  if (status === 0 || trouble !== undefined) {
    if (disturbances.precedesStop(sentAt, endedAt)) return `was sent before SIGTERM and lost: ${trouble}`;
    return met.size > 0 ? undefined : `no answer: ${trouble}`;
  }
  const code = isHead(heard) ? codeOfHead(status) : problemCode(heard);
  if (headers['retry-after'] === undefined) return `${status} ${code} without Retry-After`;
  if (headers['cache-control'] !== 'no-store') return `${status} ${code} that may be stored`;
  if (code === 'OVERLOADED') return undefined;
  if (code === 'DRAINING') return met.has('stopping') ? undefined : 'DRAINING, and nobody has stopped it';
  const isNormal = WITHOUT_CATALOGUE.has(code) && ask.replica.mayBeEmpty(sentAt, endedAt);
  return isNormal ? undefined : `${status} ${code} where there must be a catalogue`;
}

function isHead({ ask }: Heard): boolean {
  return ask.method === 'HEAD';
}

/** A HEAD has no body to tell its code: a 503 may be any, and it is the GETs that are looked at closely. */
function codeOfHead(status: number): string {
  return status === 503 ? 'OVERLOADED' : 'UPSTREAM_UNAVAILABLE';
}
