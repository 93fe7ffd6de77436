import { createHmac, generateKeyPairSync, sign, constants, type KeyObject } from 'node:crypto';

export const ISSUER = 'https://login.example.com/';
export const AUDIENCE = 'image-gateway';

/** A pair of keys; the public one is published. */
export interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export function rsaPair(bits = 2_048): Pair {
  return generateKeyPairSync('rsa', { modulusLength: bits });
}

export function ecPair(namedCurve: string): Pair {
  return generateKeyPairSync('ec', { namedCurve });
}

export function edPair(): Pair {
  return generateKeyPairSync('ed25519');
}

/** Claims that are taken, of a client that may read images, at a moment in milliseconds since 1970. */
export function goodClaims(nowMs: number, change: object = {}): Record<string, unknown> {
  const now = Math.floor(nowMs / 1_000);
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'user-1',
    client_id: 'portal',
    iat: now,
    exp: now + 600,
    scope: 'images:read',
    ...change,
  };
}

/** A token made by hand, so that it may be wrong in any way. */
export function token(
  header: Readonly<Record<string, unknown>>,
  claims: unknown,
  signed: (input: string) => string,
): string {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${signed(input)}`;
}

/** Signs as the algorithm says (RFC 7518, 3.1). */
export function signedWith(key: KeyObject, algorithm = 'RS256'): (input: string) => string {
  const hash = `sha${algorithm.slice(2)}`;
  const options = {
    RS: { key },
    PS: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    ES: { key, dsaEncoding: 'ieee-p1363' },
  } as const;
  const option = options[algorithm.slice(0, 2) as keyof typeof options];
  return (input) =>
    (algorithm === 'EdDSA'
      ? sign(null, Buffer.from(input), key)
      : sign(hash, Buffer.from(input), option)
    ).toString('base64url');
}

/** As somebody signs who has but public knowledge. */
export function hmacWith(secret: string | Buffer): (input: string) => string {
  return (input) => createHmac('sha256', secret).update(input).digest('base64url');
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString('base64url');
}
