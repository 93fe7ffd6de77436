import { UpstreamError } from './upstream.errors.js';

/**
 * The failure of an answer or a list that is larger than the gateway reads.
 *
 * @param what it is, as the subject of a sentence
 * @param bound such as `100 images`
 * @param setting that says so, where one does: whoever reads the log learns what to raise
 */
export function tooLarge(what: string, bound: string, setting?: string): UpstreamError {
  const allowed = setting === undefined ? bound : `${setting} allows (${bound})`;
  return new UpstreamError('UPSTREAM_INVALID', `${what} is larger than ${allowed}`, { tooLarge: true });
}
