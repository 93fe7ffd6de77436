/** What is wrong with an API key; `repeated`: the header was sent twice. */
type KeyFault = 'unknown' | 'expired' | 'repeated';

/**
 * What is wrong with a bearer token.
 *
 * - `malformed`: no token of the form that is read, or longer than is read
 * - `algorithm`, `type`, `key`: its header names an algorithm that is not taken, a type of token that is not meant
 *   for an API, or no key of the issuer
 * - `signature`, `issuer`, `audience`, `expired`, `not_yet_valid`: these do not hold
 * - `claims`: another claim is missing or has a wrong form
 */
export type TokenFault =
  | 'repeated'
  | 'malformed'
  | 'algorithm'
  | 'type'
  | 'key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'claims';

/** Why nobody was recognised; only for the operator, because callers get one answer for every reason. */
export type Failure =
  | { readonly credential: 'none'; readonly reason: 'missing' }
  /** `client`: whose key it is, where that is known. */
  | { readonly credential: 'api-key'; readonly reason: KeyFault; readonly client?: string }
  | { readonly credential: 'token'; readonly reason: TokenFault };
