import { asRecord } from '../normalise/scalars.js';
import { UpstreamError } from '../upstream.errors.js';
import { resultError } from './toast-result.js';

/**
 * Opens the envelope of an answer: the API says HTTP 200 to everything, and `header.isSuccessful` alone
 * decides. `resultMessage` is never taken over, because it may echo the appkey or the token.
 *
 * @param retryAfterMs what the upstream asked us to wait, in milliseconds
 * @returns the body with its payload, still unknown
 * @throws UpstreamError what the result code says of a failure, or `UPSTREAM_INVALID` without an envelope
 */
export function openEnvelope(
  answer: unknown,
  retryAfterMs: number | undefined,
): Readonly<Record<string, unknown>> {
  const body = asRecord(answer);
  const header = asRecord(body?.['header']);
  const successful = asBoolean(header?.['isSuccessful']);
  if (!body || !header || successful === undefined) {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer has no envelope');
  }
  if (successful) return body;
  throw resultError(asCode(header['resultCode']), { retryAfterMs });
}

function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Other services of the vendor write codes as text; 0 with a failure reads as an unknown code. */
function asCode(value: unknown): number {
  const code = typeof value === 'string' && /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) ? code : 0;
}
