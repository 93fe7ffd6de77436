import type { UpstreamConfig, UpstreamCredentials } from '../../config/app-config.js';
import type { KnownSecrets } from '../../config/known-secrets.js';
import { Secret } from '../../config/secret.js';
import type { Clock } from '../../observability/clock.js';
import { FixedToken } from '../fixed-token.js';
import { decodeJson } from '../http/decode-json.js';
import type { BodyCap } from '../http/read-body.js';
import type { Answer, UpstreamHttpClient } from '../http/upstream-http.client.js';
import { readTimestampMs } from '../normalise/timestamp.js';
import { TokenCache, type IssuedToken, type TokenSupply } from '../token-cache.js';
import { UpstreamError } from '../upstream.errors.js';
import { ToastEndpoint, TOKENS_OPERATION } from './toast-endpoint.js';
import { asRecord, openEnvelope } from './toast-envelope.wire.js';

/** Used where the upstream does not say when its token ends. */
const ASSUMED_LIFETIME_MS = 60_000;

/** No answer with a token is so large; it is read on the event loop, and 1 MiB of JSON takes some milliseconds. */
const MAX_BODY_BYTES = 1024 ** 2;

/** The token supply that the settings ask for: the fixed token, or one that is issued and renewed. */
export function toastTokens(
  config: UpstreamConfig,
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
  config: UpstreamConfig,
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
    { timeoutMs: config.timeoutMs, ...bodyCap(config) },
    signal,
  );
}

function bodyCap({ maxBodyBytes }: UpstreamConfig): BodyCap {
  return maxBodyBytes < MAX_BODY_BYTES
    ? { maxBodyBytes, maxBodySetting: 'UPSTREAM_MAX_BODY' }
    : { maxBodyBytes: MAX_BODY_BYTES };
}

/** Reads `access.token` (vendor guide, "Token API"): `id`, and `expires` by the upstream's clock. */
function decodeIssuedToken(answer: Answer): IssuedToken {
  const { access } = openEnvelope(decodeJson(answer), answer.retryAfterMs);
  const token = asRecord(asRecord(access)?.['token']);
  const id = token?.['id'];
  if (typeof id !== 'string' || !/^[\x21-\x7e]+$/.test(id)) {
    throw new UpstreamError('UPSTREAM_INVALID', 'the answer has no token that a header can carry');
  }
  const expiresAt = readTimestampMs(token?.['expires']);
  const lifetimeMs = expiresAt === undefined ? ASSUMED_LIFETIME_MS : expiresAt - answer.serverNowMs;
  return { token: new Secret(id), lifetimeMs };
}
