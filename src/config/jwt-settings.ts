import type { Setting } from './setting.js';
import type { Kind, Parsed } from './setting-kinds.js';
import { kind, text, withoutBlanks } from './setting-kinds.js';
import { isOpenHttp } from './upstream-url.js';

/** The signatures of tokens that can be checked (RFC 7518, 3.1; RFC 8037): those with a public key, and no others. */
export const SIGNING_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** What a claim is compared with; an issuer or an audience is mostly a URL. */
const CLAIM_FORM = '1 to 512 printable ASCII characters without a blank';
const CLAIM = /^[\x21-\x7e]{1,512}$/;

/** Whose tokens are taken, and for whom they must be made; part of `SETTINGS`. */
export const JWT_SETTINGS = {
  JWT_ISSUER: {
    group: 'Access',
    kind: text(CLAIM_FORM, CLAIM),
    required: 'required with `jwt` in `ACCESS_MODE`',
    example: 'https://login.example.com/realms/main',
    about: 'The `iss` of tokens, compared character by character: a slash at the end counts.',
  },
  JWT_AUDIENCE: {
    group: 'Access',
    kind: text(CLAIM_FORM, CLAIM),
    required: 'required with `jwt` in `ACCESS_MODE`',
    example: 'image-gateway',
    about: 'The `aud` of tokens, or one of them: whom the issuer made them for.',
  },
  JWT_JWKS_URL: {
    group: 'Access',
    kind: keySetUrl(),
    required: 'required with `jwt` in `ACCESS_MODE`',
    example: 'https://login.example.com/realms/main/protocol/openid-connect/certs',
    about:
      'Where the issuer publishes its public keys (a JWK Set, RFC 7517). No address in a token is ever followed.',
  },
  JWT_ALGORITHMS: {
    group: 'Access',
    kind: algorithms(),
    default: 'RS256',
    about: 'The signatures of tokens that are taken; name those that the issuer makes, and no more.',
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

/** An address that public keys are read from: whoever can change them on the way can make tokens. */
function keySetUrl(): Kind<string> {
  const form = 'an https URL without user info and fragment; http is for loopback only';
  return { type: 'url', form, parse: (given) => withoutBlanks(given) ?? parseKeySetUrl(given) };
}

function parseKeySetUrl(given: string): Parsed<string> {
  const isClean = /^https?:\/\/[^/\\]/i.test(given) && !/[\s\p{Cc}]/u.test(given) && URL.canParse(given);
  if (!isClean) return { fault: 'must be a URL that begins with https://' };
  if (/^https?:\/\/[^/?#]*@/i.test(given)) return { fault: 'must not hold a user name or password' };
  if (given.includes('#')) return { fault: 'must not hold a fragment (#)' };
  if (isOpenHttp(given)) {
    return { fault: 'must begin with https://, or anybody on the way could exchange the keys' };
  }
  return { value: new URL(given).href };
}

function algorithms(): Kind<readonly SigningAlgorithm[]> {
  const form = `a comma list of ${SIGNING_ALGORITHMS.join(', ')}`;
  const known = kind('list', form, readAlgorithms);
  const parse = (given: string): Parsed<readonly SigningAlgorithm[]> =>
    given.split(',').some((name) => /^\s*(?:none|HS\d+)\s*$/i.test(name))
      ? { fault: 'must not name none or HS256 and its kin: anybody could make such tokens' }
      : known.parse(given);
  return { ...known, parse };
}

function readAlgorithms(given: string): readonly SigningAlgorithm[] | undefined {
  const names = given.split(',');
  const found = SIGNING_ALGORITHMS.filter((name) => names.includes(name));
  return found.length === names.length ? Object.freeze(found) : undefined;
}
