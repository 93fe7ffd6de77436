import { distance } from 'fastest-levenshtein';
import type { Scope } from '../domain/scopes.js';
import { isScope, SCOPES } from '../domain/scopes.js';
import { INSTANT_FORM, parseInstantMs } from '../domain/instant.js';
import { SOURCES_RESTRICTION, View, type RestrictionForm, VISIBILITY_RESTRICTION } from '../domain/view.js';

/** One key of a client. The key itself is never stored, only its digest. */
export interface KeyEntry {
  /** The client as logs name it; several entries may share one while a key is being changed. */
  readonly client: string;
  /** SHA-256 of the UTF-8 key, 64 lower-case hex digits; unique within a file. */
  readonly sha256: string;
  /** At least one. */
  readonly scopes: readonly Scope[];
  /** From this moment on (milliseconds since 1970) the key is not valid; `Infinity` when it does not expire. */
  readonly expiresAtMs: number;
  /** What of the catalogue the client may see. */
  readonly view: View;
}

/** The entries, or everything that is wrong, by index and member; a fault holds no digest and no key. */
export type DecodedKeyFile =
  { readonly entries: readonly KeyEntry[] } | { readonly faults: readonly string[] };

const CLIENT = /^[A-Za-z0-9._-]{1,64}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const MEMBERS = ['client', 'sha256', 'scopes', 'expiresAt', 'sources', 'visibility'];
const FAULTS_MAX = 20;

export const CLIENT_FORM = '1 to 64 letters, digits, ".", "_" or "-"';

/** Whether a text may name a client. */
export function isClientName(text: unknown): text is string {
  return typeof text === 'string' && CLIENT.test(text);
}

/**
 * Decodes the text of `ACCESS_KEYS_FILE`: a JSON list of `{ client, sha256, scopes, expiresAt?, sources?, visibility? }`.
 *
 * All or nothing. An unknown member is a fault, because a misspelt `expiresAt` would make a key eternal, and a
 * misspelt `sources` would show everything. The list may be empty: then nobody may call. Whether there is such a
 * source is not asked: one that is not configured has no images.
 */
export function decodeKeyFile(text: string): DecodedKeyFile {
  const list = parseJson(text);
  if (!Array.isArray(list)) return { faults: ['must be a JSON list of entries'] };
  const rows: readonly unknown[] = list;
  const faults: string[] = [];
  const entries = rows.flatMap((row, index) => decodeEntry(row, `[${index}]`, faults));
  refuseRepeats(rows, faults);
  if (faults.length === 0) return { entries };
  const rest = faults.length - FAULTS_MAX;
  return { faults: rest > 0 ? [...faults.slice(0, FAULTS_MAX), `and ${rest} more faults`] : faults };
}

/** The value, or `undefined`; the message of `JSON.parse` is dropped, because it quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown; // `any` by declaration
  } catch {
    return undefined;
  }
}

/** @returns one entry, or none when something is wrong with it */
function decodeEntry(row: unknown, at: string, faults: string[]): readonly KeyEntry[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    faults.push(`${at} must be an object with ${MEMBERS.join(', ')}`);
    return [];
  }
  const members = new Map<string, unknown>(Object.entries(row));
  const unknown = [...members.keys()].filter((name) => !MEMBERS.includes(name));
  faults.push(...unknown.map((name) => `${at} has an unknown member${suggestion(name)}`));
  const read = <T>(name: string, as: (value: unknown) => T | undefined, form: string): T | undefined => {
    const value = as(members.get(name));
    if (value === undefined) faults.push(`${at}.${name} must be ${form}`);
    return value;
  };
  const client = read('client', (value) => (isClientName(value) ? value : undefined), CLIENT_FORM);
  const sha256 = read('sha256', asDigest, 'the SHA-256 of the key in 64 lower-case hex digits');
  const scopes = read('scopes', asScopes, `a list of at least one of ${SCOPES.join(', ')}`);
  const expiresAtMs = members.has('expiresAt') ? read('expiresAt', parseInstantMs, INSTANT_FORM) : Infinity;
  const view = decodeView((name, { read: as, form }) =>
    members.has(name) ? read(name, as, `a list of ${form}`) : null,
  );
  if (
    client === undefined ||
    sha256 === undefined ||
    scopes === undefined ||
    expiresAtMs === undefined ||
    !view
  )
    return [];
  return [{ client, sha256, scopes, expiresAtMs, view }];
}

/** @param read the values of a member; `null` where it is absent, `undefined` where it is wrong */
function decodeView(
  read: (name: string, form: RestrictionForm) => readonly string[] | null | undefined,
): View | undefined {
  const sources = read('sources', SOURCES_RESTRICTION);
  const visibility = read('visibility', VISIBILITY_RESTRICTION);
  return sources === undefined || visibility === undefined ? undefined : View.of({ sources, visibility });
}

function asDigest(value: unknown): string | undefined {
  return typeof value === 'string' && SHA256.test(value) ? value : undefined;
}

function asScopes(value: unknown): readonly Scope[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const scopes: readonly unknown[] = value;
  return scopes.every(isScope) ? scopes : undefined;
}

/** Names the member only if it is a near miss of ours: anything else may be a key in the wrong place. */
function suggestion(name: string): string {
  const away = (member: string): number => distance(member.toLowerCase(), name.toLowerCase());
  const near = MEMBERS.reduce((nearest, member) => (away(member) < away(nearest) ? member : nearest));
  return away(near) > 3 ? '' : ` ${JSON.stringify(name)}; did you mean ${near}?`;
}

function refuseRepeats(rows: readonly unknown[], faults: string[]): void {
  const firstAt = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const digest =
      typeof row === 'object' && row !== null && 'sha256' in row ? asDigest(row.sha256) : undefined;
    if (digest === undefined) continue;
    const first = firstAt.get(digest);
    if (first === undefined) firstAt.set(digest, index);
    else faults.push(`[${index}].sha256 repeats that of [${first}]`);
  }
}
