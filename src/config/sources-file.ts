import { distance } from 'fastest-levenshtein';

import { DURATION_FORM } from '../domain/duration.js';
import {
  REQUIRED_MEMBERS,
  SOURCE_MEMBER_NAMES,
  SOURCE_MEMBERS,
  type MemberForm,
  type SourceMember,
} from './source-members.js';

/** A source as it is written, its values as the text that a variable would hold. */
export interface WrittenSource {
  /** Where it stands: `sources[0]`. */
  readonly at: string;
  readonly values: ReadonlyMap<SourceMember, string>;
  /** Members that are wrong, or that must be there and are not; they are told of already. */
  readonly faulty: ReadonlySet<SourceMember>;
}

/** Told of everything that is wrong: a clause that begins with its path, such as `sources[0].pageSize must be …`. */
type Note = (fault: string) => void;

const FORMS: Readonly<
  Record<MemberForm, { readonly form: string; readonly read: (value: unknown) => string | undefined }>
> = {
  text: { form: 'a text', read: asText },
  file: { form: 'the path of a file', read: asText },
  size: { form: 'a text such as "64MiB", or a whole number of bytes', read: (v) => asText(v) ?? asCount(v) },
  count: { form: 'a whole number', read: asCount },
  flag: { form: 'true or false', read: (value) => (typeof value === 'boolean' ? String(value) : undefined) },
};

/** What may be written beside the sources; editors find the schema by it. */
const ROOT_MEMBERS = ['$schema', 'sources'];

/** Secrets that somebody may write where the path of their file belongs. */
const INLINE = new Map(
  (['appkeyFile', 'tokenFile', 'usernameFile', 'passwordFile', 'credentialSecretFile'] as const).map(
    (member) => [member.replace(/File$/, ''), member],
  ),
);

/** A name that may be repeated: one that is a secret in the wrong place does not look like this. */
const PLAIN_NAME = /^\$?[A-Za-z]{1,24}$/;

/**
 * Decodes the text of `UPSTREAM_SOURCES_FILE` as far as it can be told without reading other files: a JSON object with
 * `sources`, at least one. What is wrong is noted with its path, and without any value.
 */
export function decodeSources(text: string, note: Note): readonly WrittenSource[] {
  const root = asRecord(parseJson(text));
  if (!root) {
    note('must hold a JSON object with sources');
    return [];
  }
  refuseUnknown(root, '', ROOT_MEMBERS, note);
  if ('$schema' in root && typeof root['$schema'] !== 'string') note('$schema must be a text');
  const list: unknown = root['sources'];
  if (!Array.isArray(list) || list.length === 0) {
    note('sources must be a list of at least one source');
    return [];
  }
  const sources = list.flatMap((value: unknown, index) => decodeSource(value, `sources[${index}]`, note));
  refuseRepeats(sources, note);
  return sources;
}

/** The value, or `undefined`; the message of `JSON.parse` is dropped, because it quotes the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown; // `any` by declaration
  } catch {
    return undefined;
  }
}

function decodeSource(value: unknown, at: string, note: Note): readonly WrittenSource[] {
  const members = asRecord(value);
  if (!members) {
    note(`${at} must be an object`);
    return [];
  }
  refuseUnknown(members, `${at}.`, SOURCE_MEMBER_NAMES, note);
  const values = new Map<SourceMember, string>();
  const faulty = new Set<SourceMember>();
  for (const name of SOURCE_MEMBER_NAMES) {
    if (!Object.hasOwn(members, name)) continue;
    const { form, read } = FORMS[SOURCE_MEMBERS[name].form];
    const written = read(members[name]);
    if (written === undefined) {
      note(`${at}.${name} must be ${isDuration(name) ? `a duration: ${DURATION_FORM}` : form}`);
      faulty.add(name);
    } else values.set(name, written);
  }
  for (const name of REQUIRED_MEMBERS) {
    if (values.has(name) || faulty.has(name)) continue;
    note(`${at}.${name} is missing`);
    faulty.add(name);
  }
  return [{ at, values, faulty }];
}

function isDuration(name: SourceMember): boolean {
  return name === 'timeout' || name === 'freshFor' || name === 'staleFor';
}

function refuseUnknown(
  members: Readonly<Record<string, unknown>>,
  at: string,
  known: readonly string[],
  note: Note,
): void {
  for (const name of Object.keys(members)) {
    if (known.includes(name)) continue;
    const file = at === '' ? undefined : INLINE.get(name);
    if (file) note(`${at}${name} is no member: a secret must not stand here; name its file in ${file}`);
    else if (PLAIN_NAME.test(name)) note(`${at}${name} is no member${suggestion(name, known)}`);
    else note(`${at === '' ? 'the file' : at.slice(0, -1)} has an unknown member`);
  }
}

function suggestion(name: string, known: readonly string[]): string {
  const away = (member: string): number => distance(member.toLowerCase(), name.toLowerCase());
  const near = known.reduce((nearest, member) => (away(member) < away(nearest) ? member : nearest));
  return away(near) > 3 ? '' : `; did you mean ${near}?`;
}

function refuseRepeats(sources: readonly WrittenSource[], note: Note): void {
  const firstAt = new Map<string, string>();
  for (const { at, values } of sources) {
    const id = values.get('id');
    if (id === undefined) continue;
    const first = firstAt.get(id);
    if (first === undefined) firstAt.set(id, at);
    else note(`${at}.id repeats that of ${first}`);
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? // an object that is no array is a record of whatever it holds
      (value as Record<string, unknown>)
    : undefined;
}

/** An empty text would count as not given. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asCount(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
}
