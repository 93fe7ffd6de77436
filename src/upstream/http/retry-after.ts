import { httpDateMs } from '../../domain/http-date.js';

/**
 * Reads a `Retry-After` field (RFC 9110, 10.2.3): whole seconds, or an HTTP date.
 *
 * @param nowMs the clock of the upstream, which a date is compared with
 * @returns milliseconds to wait, at least 0; `undefined` when the field is absent or says neither
 */
export function retryAfterMs(field: unknown, nowMs: number): number | undefined {
  if (typeof field !== 'string') return undefined;
  if (/^\d+$/.test(field.trim())) return Math.min(Number(field) * 1_000, Number.MAX_SAFE_INTEGER);
  const at = httpDateMs(field);
  return at === undefined ? undefined : Math.max(0, at - nowMs);
}
