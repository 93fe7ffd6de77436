import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

import type { SigningAlgorithm } from '../../config/jwt-settings.js';

/** A public key of the issuer. */
interface SigningKey {
  readonly id: string | undefined;
  /** What it may check, of the algorithms that are taken. */
  readonly algorithms: readonly SigningAlgorithm[];
  readonly key: KeyObject;
}

/** The keys of an issuer that can be used, at least one. */
export interface KeySet {
  readonly keys: readonly SigningKey[];
  /** How many further keys there were: of another use, algorithm or strength, or not readable. */
  readonly ignored: number;
  /** Equal for equal keys. */
  readonly fingerprint: string;
}

const MOST_KEYS = 100;
const LONGEST_ID = 256;
const LEAST_RSA_BITS = 2_048;
const MOST_RSA_BITS = 16_384;

/** What a kind of key can check (RFC 7518, 3.3 to 3.5; RFC 8037), and the members that it consists of. */
const KINDS = new Map<string, Kind>([
  ['RSA', { algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'], members: ['n', 'e'] }],
  ['EC P-256', { algorithms: ['ES256'], members: ['crv', 'x', 'y'] }],
  ['EC P-384', { algorithms: ['ES384'], members: ['crv', 'x', 'y'] }],
  ['EC P-521', { algorithms: ['ES512'], members: ['crv', 'x', 'y'] }],
  ['OKP Ed25519', { algorithms: ['EdDSA'], members: ['crv', 'x'] }],
]);

interface Kind {
  readonly algorithms: readonly SigningAlgorithm[];
  readonly members: readonly string[];
}

/**
 * Reads a JWK Set (RFC 7517, 5). A key that cannot be used is passed over: symmetric ones, those for encryption,
 * for an algorithm that is not taken, RSA keys of less than 2,048 bits, a second key of one `kid` and algorithm.
 *
 * @returns the keys, or why there are none, without a word of the set
 */
export function readKeySet(set: unknown, taken: readonly SigningAlgorithm[]): KeySet | string {
  const rows: unknown = isRecord(set) ? set['keys'] : undefined;
  if (!Array.isArray(rows)) return 'it is no JWK Set';
  if (rows.length > MOST_KEYS) return `it has more than ${MOST_KEYS} keys`;
  const keys: SigningKey[] = [];
  for (const row of rows as readonly unknown[]) {
    const key = isRecord(row) ? readKey(row, taken) : undefined;
    if (key && !keys.some((other) => areAlike(key, other))) keys.push(key);
  }
  if (keys.length === 0) return 'it has no key that can be used';
  return { keys, ignored: rows.length - keys.length, fingerprint: fingerprintOf(keys) };
}

function readKey(
  row: Readonly<Record<string, unknown>>,
  taken: readonly SigningAlgorithm[],
): SigningKey | undefined {
  const { kid, kty, crv, use, alg, key_ops: operations } = row;
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > LONGEST_ID)) return undefined;
  if (use !== undefined && use !== 'sig') return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return undefined;
  const kind = KINDS.get(kty === 'RSA' ? 'RSA' : `${String(kty)} ${String(crv)}`);
  const algorithms = kind?.algorithms.filter(
    (name) => taken.includes(name) && (alg === undefined || alg === name),
  );
  if (!kind || !algorithms || algorithms.length === 0) return undefined;
  const key = publicKey(row, kind.members);
  return key && isStrong(key) ? { id: kid, algorithms, key } : undefined;
}

/** The key of the members that make it public, whatever else there is; `undefined` where they make none. */
function publicKey(
  row: Readonly<Record<string, unknown>>,
  members: readonly string[],
): KeyObject | undefined {
  const values = Object.fromEntries(['kty', ...members].map((name) => [name, row[name]]));
  if (Object.values(values).some((value) => typeof value !== 'string')) return undefined;
  try {
    return createPublicKey({ key: values as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function isStrong({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  const { modulusLength: bits = 0, publicExponent = 0n } = details ?? {};
  return type !== 'rsa' || (bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS && publicExponent > 2n);
}

function areAlike(a: SigningKey, b: SigningKey): boolean {
  return a.id === b.id && a.algorithms.some((name) => b.algorithms.includes(name));
}

function fingerprintOf(keys: readonly SigningKey[]): string {
  return JSON.stringify(
    keys.map(({ id, algorithms, key }) => [id, algorithms, key.export({ format: 'jwk' })]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
