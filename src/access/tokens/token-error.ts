import type { TokenFault } from '../failure.js';

const BY_CODE = new Map<unknown, TokenFault>([
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'signature'],
  ['ERR_JWT_EXPIRED', 'expired'],
]);

const BY_CLAIM = new Map<unknown, TokenFault>([
  ['iss', 'issuer'],
  ['aud', 'audience'],
]);

/** What jose says of a token, by the code of its error; whatever else it throws means that it cannot be read. */
export function faultOfError(error: unknown): TokenFault {
  const { code, claim, reason } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    claim?: unknown;
    reason?: unknown;
  };
  if (code !== 'ERR_JWT_CLAIM_VALIDATION_FAILED') return BY_CODE.get(code) ?? 'malformed';
  if (claim === 'nbf' && reason === 'check_failed') return 'not_yet_valid';
  return BY_CLAIM.get(claim) ?? 'claims';
}
