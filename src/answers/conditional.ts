import { hash } from 'node:crypto';

import { EVERYTHING, type View } from '../domain/view.js';
import { httpDateMs } from '../domain/http-date.js';

/** What a representation is told apart by. */
export interface Validators {
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly lastModifiedMs: number;
}

/** What an answer depends on, besides its media type. */
export interface AnswerSubject {
  /** Of the catalogue. */
  readonly version: string;
  /** Of who asks. */
  readonly view: View;
  /** In its canonical form. */
  readonly question: string;
}

/** A weak entity tag: equal for equal version, view, canonical question and media type, on every replica. */
export function entityTag({ version, view, question }: AnswerSubject, mediaType: string): string {
  const parts = [version, question, mediaType, ...(view === EVERYTHING ? [] : [view.key])];
  const digest = hash('sha256', parts.join('\n'), 'base64url');
  return `W/"${digest.slice(0, 22)}"`;
}

/**
 * Whether the caller has this representation already (RFC 9110, 13.2.2): `If-None-Match` decides where it is
 * given, compared weakly and as a list; else `If-Modified-Since`, in whole seconds.
 */
export function isNotModified(
  headers: {
    readonly 'if-none-match'?: string | undefined;
    readonly 'if-modified-since'?: string | undefined;
  },
  { etag, lastModifiedMs }: Validators,
): boolean {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch === etag) return true;
  if (ifNoneMatch !== undefined) {
    return ifNoneMatch.trim() === '*' || opaqueTags(ifNoneMatch).includes(opaqueTags(etag)[0]!);
  }
  const since = httpDateMs(headers['if-modified-since']);
  return since !== undefined && Math.floor(lastModifiedMs / 1_000) * 1_000 <= since;
}

/** The tags of a list without their weakness; a tag may hold commas, so that the list is not split at them. */
function opaqueTags(list: string): string[] {
  return list.match(/"[^"]*"/g) ?? [];
}
