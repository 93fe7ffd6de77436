import type { ToastConfig, UpstreamCredentials } from '../../config/app-config.js';
import type { KnownSecrets } from '../../config/known-secrets.js';
import type { Clock } from '../../observability/clock.js';
import { FixedToken } from '../fixed-token.js';
import { decodeJson } from '../http/decode-json.js';
import type { Answer, UpstreamHttpClient } from '../http/upstream-http.client.js';
import { issuedToken, tokenLimits, TOKENS_OPERATION } from '../issued-token.js';
import { asRecord } from '../normalise/scalars.js';
import { TokenCache, type IssuedToken, type TokenSupply } from '../token-cache.js';
import { ToastEndpoint } from './toast-endpoint.js';
import { openEnvelope } from './toast-envelope.wire.js';

/** The token supply that the settings ask for: the fixed token, or one that is issued and renewed. */
export function toastTokens(
  config: ToastConfig,
  http: UpstreamHttpClient,
  clock: Clock,
  knownSecrets: KnownSecrets,
): TokenSupply {
  const { credentials } = config;
  if (credentials.kind === 'token') return new FixedToken(credentials.token);
  return new TokenCache(async (signal) => {
    const issued = await issueToken(config, credentials, http, signal);
    knownSecrets.add(issued.token, `issued for ${config.sourceId}`);
    return issued;
  }, clock);
}

/**
 * Asks for a token once. Credentials that were refused are not tried again here: accounts can be locked. Their files are
 * all read now, so that the user name and the password are of one version.
 */
function issueToken(
  config: ToastConfig,
  credentials: Extract<UpstreamCredentials, { kind: 'password' }>,
  http: UpstreamHttpClient,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const appkey = config.appkey.reread();
  const username = credentials.username.reread().reveal();
  const password = credentials.password.reread().reveal();
  return http.ask(
    {
      operation: TOKENS_OPERATION,
      method: 'POST',
      url: new ToastEndpoint(config.url, appkey).tokens(),
      headers: { 'Content-Type': 'application/json;charset=UTF-8' },
      json: { auth: { username, password } },
      decode: decodeIssuedToken,
    },
    tokenLimits(config),
    signal,
  );
}

/** Reads `access.token` (vendor guide, "Token API"): `id`, and `expires` by the upstream's clock. */
function decodeIssuedToken(answer: Answer): IssuedToken {
  const { access } = openEnvelope(decodeJson(answer), answer.retryAfterMs);
  const token = asRecord(asRecord(access)?.['token']);
  return issuedToken(token?.['id'], token?.['expires'], answer.serverNowMs);
}
