import type { GlanceAccess, GlanceConfig } from '../../config/glance-config.js';
import type { KnownSecrets } from '../../config/known-secrets.js';
import type { Clock } from '../../observability/clock.js';
import type { UpstreamHttpClient } from '../http/upstream-http.client.js';
import { tokenLimits, TOKENS_OPERATION } from '../issued-token.js';
import { TokenCache, type IssuedToken, type TokenSupply } from '../token-cache.js';
import { UpstreamError } from '../upstream.errors.js';
import { chooseEndpoint } from './service-catalog.js';
import { readTokenAnswer } from './token-answer.js';
import { tokenRequest } from './token-request.js';

type KeystoneAccess = Extract<GlanceAccess, { kind: 'keystone' }>;

/** What a session works with. */
export interface SessionParts {
  readonly http: UpstreamHttpClient;
  readonly clock: Clock;
  readonly knownSecrets: KnownSecrets;
}

/** Tokens that a Keystone issues for one project, and the address of its images that came with the last one. */
export class KeystoneSession {
  readonly tokens: TokenSupply;
  private imageUrl: string | undefined;

  constructor(
    private readonly config: GlanceConfig,
    private readonly access: KeystoneAccess,
    private readonly parts: SessionParts,
  ) {
    this.tokens = new TokenCache((signal) => this.issue(signal), parts.clock);
  }

  /**
   * The base address of the image service.
   *
   * @throws UpstreamError before there was a token
   */
  endpoint(): string {
    if (this.imageUrl !== undefined) return this.imageUrl;
    throw new UpstreamError('UPSTREAM_INVALID', 'no token has told yet where the images are');
  }

  /** Asks once. Credentials that were refused are not tried again here: accounts can be locked. */
  private async issue(signal: AbortSignal): Promise<IssuedToken> {
    const { identity, endpoint } = this.access;
    const { url, json } = tokenRequest(identity);
    const asked = this.parts.http.ask(
      {
        operation: TOKENS_OPERATION,
        method: 'POST',
        url,
        headers: { 'Content-Type': 'application/json' },
        json,
        success: 201,
        decode: (answer) => readTokenAnswer(identity.credentials.kind, answer),
      },
      tokenLimits(this.config),
      signal,
    );
    const { endpoints, ...issued } = await asked.catch(nameTheService);
    this.parts.knownSecrets.add(issued.token, `issued for ${this.config.sourceId}`);
    this.imageUrl = chooseEndpoint(endpoints, endpoint, this.config.allowHttp);
    return issued;
  }
}

/** Two services answer for a listing; whoever reads of a failure has to know which. */
function nameTheService(error: unknown): never {
  if (!(error instanceof UpstreamError)) throw error;
  throw new UpstreamError(error.failure, `identity service: ${error.message}`, error.facts);
}
