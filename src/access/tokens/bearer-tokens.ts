import { jwtVerify, type JWTPayload } from 'jose';

import type { TokenConfig } from '../../config/app-config.js';
import type { Clock } from '../../observability/clock.js';
import { ProblemError } from '../../problems/problem.error.js';
import type { Client } from '../client-keys.js';
import { isRepeated, type Credentials } from '../credentials.js';
import type { TokenFault } from '../failure.js';
import { RememberedTokens } from './remembered-tokens.js';
import type { FoundKey, KeyHint, SigningKeys } from './signing-keys.js';
import { clientOf } from './token-client.js';
import { faultOfError } from './token-error.js';
import { readTokenHeader } from './token-header.js';

/** How far our clock and the issuer's may be apart. */
const SKEW_SECONDS = 30;
const LONGEST_TOKEN = 8 * 1_024;

/** `Authorization` with a signed token (RFC 6750, 2.1; RFC 7515, 7.1). */
const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** A token as it was sent, and what its header says. */
interface ReadToken extends KeyHint {
  readonly token: string;
}

/** Who is calling with a bearer token (RFC 9068), by the issuer's signature. */
export class BearerTokens {
  private readonly remembered = new RememberedTokens();

  /** @param mask takes secrets of ours out of the name of a client */
  constructor(
    private readonly config: TokenConfig,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    private readonly mask: (text: string) => string,
  ) {}

  /** The client of a token that was verified before, and is valid still. */
  recall({ headers, rawHeaders, socket }: Credentials, nowMs: number): Client | undefined {
    const { authorization } = headers;
    if (authorization === undefined) return undefined;
    const known = this.remembered.recall(authorization, socket);
    if (!known || nowMs >= known.endsAtMs || known.keys !== this.keys.current) return undefined;
    return isRepeated('authorization', rawHeaders) ? undefined : known.client;
  }

  /** What is wrong with a token, as far as it shows without its signature; `undefined` where that must decide. */
  visibleFault(credentials: Credentials): TokenFault | undefined {
    const read = this.read(credentials);
    return typeof read === 'string' ? read : undefined;
  }

  /**
   * Verifies a token and remembers it.
   *
   * @throws ProblemError `NOT_READY` while the keys of the issuer were never fetched
   */
  async verify(credentials: Credentials): Promise<Client | TokenFault> {
    const read = this.read(credentials);
    if (typeof read === 'string') return read;
    if (!(await this.keys.areLoaded())) throw notReady(this.keys.retryAfterMs);
    const found = await this.keys.find(read);
    if (!found) return 'key';
    const claims = await this.claimsOf(read, found);
    if (typeof claims === 'string') return claims;
    const named = clientOf(claims);
    if (!named) return 'claims';
    const client = { ...named, name: this.mask(named.name) };
    const endsAtMs = (Number(claims.exp) + SKEW_SECONDS) * 1_000;
    const { headers, socket } = credentials;
    this.remembered.remember(headers.authorization ?? '', socket, { client, endsAtMs, keys: found.keys });
    return client;
  }

  private read({ headers, rawHeaders }: Credentials): ReadToken | TokenFault {
    if (isRepeated('authorization', rawHeaders)) return 'repeated';
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    if (token === undefined || token.length > LONGEST_TOKEN) return 'malformed';
    const header = readTokenHeader(token, this.config.algorithms);
    return typeof header === 'string' ? header : { ...header, token };
  }

  private async claimsOf({ token, alg }: ReadToken, { key }: FoundKey): Promise<JWTPayload | TokenFault> {
    const { issuer, audience } = this.config;
    const currentDate = new Date(this.clock.now());
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [alg],
        issuer,
        audience,
        requiredClaims: ['exp'],
        clockTolerance: SKEW_SECONDS,
        currentDate,
      });
      const isFromTheFuture = (payload.iat ?? 0) > currentDate.getTime() / 1_000 + SKEW_SECONDS;
      return isFromTheFuture ? 'not_yet_valid' : payload;
    } catch (error) {
      return faultOfError(error);
    }
  }
}

function notReady(retryAfterMs: number): ProblemError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new ProblemError('NOT_READY', 'The keys that tokens are verified with have not been fetched yet.', {
    headers: { 'retry-after': String(seconds) },
  });
}
