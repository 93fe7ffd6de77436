import { decodeProtectedHeader } from 'jose';

import type { SigningAlgorithm } from '../../config/jwt-settings.js';
import type { TokenFault } from '../failure.js';
import type { KeyHint } from './signing-keys.js';

const LONGEST_KID = 256;

/** The types of a token that is meant for an API: none said, any, or an access token (RFC 9068, 2.1). */
const TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/**
 * Reads the header of a token, which anybody may have written: nothing in it is followed or trusted, `jku`, `x5u`,
 * `jwk` and `x5c` included, and an extension that must be understood (`crit`) is not.
 *
 * @param taken the algorithms that are taken
 */
export function readTokenHeader(token: string, taken: readonly SigningAlgorithm[]): KeyHint | TokenFault {
  const header = decoded(token);
  if (!header) return 'malformed';
  const { alg, kid, typ } = header;
  const algorithm = taken.find((name) => name === alg);
  if (!algorithm) return 'algorithm';
  if ('crit' in header) return 'malformed';
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))) return 'type';
  if (kid !== undefined && !(typeof kid === 'string' && kid.length <= LONGEST_KID)) return 'malformed';
  return { kid, alg: algorithm };
}

function decoded(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...decodeProtectedHeader(token) };
  } catch {
    return undefined;
  }
}
