import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { CLIENT_FORM, isClientName } from '../config/key-file.js';
import { KEY_BYTES, KEY_PREFIX } from '../domain/credential-shapes.js';
import { INSTANT_FORM, parseInstantMs } from '../domain/instant.js';
import { isScope, SCOPES } from '../domain/scopes.js';
import { SOURCES_RESTRICTION, VISIBILITY_RESTRICTION, type RestrictionForm } from '../domain/view.js';
import type { CommandResult } from './command-result.js';

const USAGE = `Makes a key for a client of the API.

Usage: node dist/access/new-key.js CLIENT [options]

  CLIENT             the name of the client in logs: ${CLIENT_FORM}
  --scopes LIST      what it may do, a comma list of ${SCOPES.join(', ')} (default: ${SCOPES[0]})
  --expires TIME     when the key ends: ${INSTANT_FORM} (default: never)
  --sources LIST     it sees the images of these sources only, a comma list of ids (default: all)
  --visibility LIST  it sees images of this visibility only, a comma list such as public,shared (default: all)
`;

/** The order for a key, as the arguments of the command state it. */
interface Order {
  readonly client: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | undefined;
  readonly sources: readonly string[] | undefined;
  readonly visibility: readonly string[] | undefined;
}

/**
 * Runs the command that makes a client key: 32 random bytes, which nothing stores.
 *
 * @param args what follows the program's name
 * @param nowMs milliseconds since 1970; a key that would have ended by then is refused
 */
export function issueKey(args: readonly string[], nowMs: number): CommandResult {
  const order = readOrder(args, nowMs);
  if (typeof order === 'string') return { exitCode: 2, stdout: '', stderr: `${order}\n\n${USAGE}` };
  if (order === undefined) return { exitCode: 0, stdout: USAGE, stderr: '' };
  const key = KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url');
  const sha256 = createHash('sha256').update(key, 'utf8').digest('hex');
  const { client, ...rest } = order;
  const entry = JSON.stringify({ client, sha256, ...rest });
  const stdout = [
    `Give this key to ${client}; it is shown only now. Requests carry it in the header X-Api-Key.`,
    `\n  ${key}\n`,
    'Add this entry to the JSON list in ACCESS_KEYS_FILE; a running gateway takes it up within a second.',
    `\n  ${entry}\n\n`,
  ].join('\n');
  return { exitCode: 0, stdout: stdout.trimEnd() + '\n', stderr: '' };
}

/** @returns the order, what is wrong with the arguments, or `undefined` when help is asked for */
function readOrder(args: readonly string[], nowMs: number): Order | string | undefined {
  const given = parse(args);
  if (typeof given === 'string') return given;
  if (given.values.help === true) return undefined;
  const [client, ...rest] = given.positionals;
  if (client === undefined) return 'CLIENT is missing.';
  if (rest.length > 0) return 'Only one CLIENT may be given.';
  if (!isClientName(client)) return `CLIENT must be ${CLIENT_FORM}.`;
  const scopes = (given.values.scopes ?? SCOPES[0]).split(',');
  if (!scopes.every(isScope)) return `--scopes must be a comma list of ${SCOPES.join(', ')}.`;
  const expiresAt = given.values.expires;
  const expiresAtMs = expiresAt === undefined ? Infinity : parseInstantMs(expiresAt);
  if (expiresAtMs === undefined) return `--expires must be ${INSTANT_FORM}.`;
  if (expiresAtMs <= nowMs) return '--expires lies in the past.';
  const sources = readList(given.values.sources, SOURCES_RESTRICTION);
  if (sources === 'wrong') return `--sources must be a comma list of ${SOURCES_RESTRICTION.form}.`;
  const visibility = readList(given.values.visibility, VISIBILITY_RESTRICTION);
  if (visibility === 'wrong') return `--visibility must be a comma list of ${VISIBILITY_RESTRICTION.form}.`;
  return { client, scopes: [...new Set(scopes)], expiresAt, sources, visibility };
}

function readList(
  list: string | undefined,
  { read }: RestrictionForm,
): readonly string[] | undefined | 'wrong' {
  return list === undefined ? undefined : (read([...new Set(list.split(','))]) ?? 'wrong');
}

type Option = 'scopes' | 'expires' | 'sources' | 'visibility';
type Given = { positionals: string[]; values: { [option in Option]?: string } & { help?: boolean } };

/** @returns the arguments, or the sentence of Node on what is wrong with them */
function parse(args: readonly string[]): Given | string {
  try {
    const options = {
      scopes: { type: 'string' },
      expires: { type: 'string' },
      sources: { type: 'string' },
      visibility: { type: 'string' },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return firstSentence(error);
  }
}

/** Node adds advice on quoting, which is of no use here. */
function firstSentence(error: unknown): string {
  const hasMessage = typeof error === 'object' && error !== null && 'message' in error;
  const message =
    hasMessage && typeof error.message === 'string' ? error.message : 'The arguments are not valid.';
  return /^.*?\.(?= |$)/s.exec(message)?.[0] ?? message;
}
