import { UpstreamError } from '../upstream/upstream.errors.js';

/** Why work in a thread failed, for the log; nothing of an error that is not ours: its text may hold what was worked on. */
export function reasonOf(error: unknown): string {
  return error instanceof UpstreamError ? error.message : 'a bug in the gateway';
}
