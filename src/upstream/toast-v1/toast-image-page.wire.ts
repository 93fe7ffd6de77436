import type { Answer } from '../http/upstream-http.client.js';
import { UpstreamError } from '../upstream.errors.js';
import { openEnvelope } from './toast-envelope.wire.js';

/**
 * Reads one page of the list; each row is still unknown.
 *
 * @throws UpstreamError `UPSTREAM_INVALID` where a successful answer has no list: that is no empty list
 */
export function decodeImageRows(answer: Answer): readonly unknown[] {
  const rows = openEnvelope(answer)['images'];
  if (!Array.isArray(rows)) throw new UpstreamError('UPSTREAM_INVALID', 'the answer has no list of images');
  return rows;
}
