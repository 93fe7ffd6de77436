import { EVERYTHING } from '../domain/view.js';
import type { RouteRules } from './route.decorator.js';
import { ProblemError } from '../problems/problem.error.js';
import type { Client, ClientKeys } from './client-keys.js';

export const API_KEY_HEADER = 'x-api-key';

/** Whoever calls where no credential is asked for; may read all images, and do nothing else. */
const ANONYMOUS: Client = { name: 'anonymous', scopes: new Set(['images:read']), view: EVERYTHING };

/** What a caller shows. */
export interface Credentials {
  /** `X-Api-Key` as it arrived. */
  readonly apiKey: string | string[] | undefined;
  /** Stands for the connection that it came through. */
  readonly connection: object;
}

/** What the guard needs to know of a request. */
export interface AccessRequest {
  readonly credentials: Credentials;
  /** What the matched route says of itself; `undefined` for a route that does not say it. */
  readonly rules: RouteRules | undefined;
  /** No route was found. */
  readonly unrouted: boolean;
  /** The path is under `/v1`. */
  readonly underApi: boolean;
}

/**
 * Decides who may do what; the one place where that is decided.
 *
 * It is asked before anything else of a request is looked at, for every path, also those that lead nowhere:
 * under `/v1` nobody without a valid credential learns more than that.
 */
export class AccessGuard {
  /** @param keys `undefined` where callers are anonymous */
  constructor(
    private readonly keys: ClientKeys | undefined,
    private readonly now: () => number,
  ) {}

  /**
   * @returns who is calling; `undefined` where that does not matter
   * @throws ProblemError `UNAUTHENTICATED` or `FORBIDDEN`
   */
  admit({ credentials, rules, unrouted, underApi }: AccessRequest): Client | undefined {
    if (rules?.openTo === 'anyone') return undefined;
    if (unrouted && !underApi) return undefined;
    const client = this.authenticate(credentials);
    if (unrouted) return client;
    if (!rules || !client.scopes.has(rules.openTo)) {
      throw new ProblemError(
        'FORBIDDEN',
        'This client may not do that; ask the operator for the scope it needs.',
      );
    }
    return client;
  }

  /** Who is calling; `undefined` where no valid credential says it. */
  identify({ apiKey, connection }: Credentials): Client | undefined {
    if (!this.keys) return ANONYMOUS;
    return typeof apiKey === 'string' ? this.keys.find(apiKey, this.now(), connection) : undefined;
  }

  private authenticate(credentials: Credentials): Client {
    const client = this.identify(credentials);
    if (client) return client;
    throw unauthenticated();
  }
}

/** One and the same for every reason. */
export function unauthenticated(): ProblemError {
  return new ProblemError('UNAUTHENTICATED', 'Send a valid API key in the X-Api-Key header.', {
    headers: { 'www-authenticate': 'ApiKey realm="image-gateway", header="X-Api-Key"' },
  });
}
