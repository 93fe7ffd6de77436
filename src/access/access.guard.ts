import { EVERYTHING } from '../domain/view.js';
import type { RouteRules } from './route.decorator.js';
import { ProblemError } from '../problems/problem.error.js';
import type { AuthenticationLog, CallFacts } from './authentication-log.js';
import type { Client, ClientKeys } from './client-keys.js';
import { isRepeated, type Credentials } from './credentials.js';
import type { Failure } from './failure.js';
import type { BearerTokens } from './tokens/bearer-tokens.js';
import { unauthenticated } from './unauthenticated.js';

export const API_KEY_HEADER = 'x-api-key';

/** Whoever calls where no credential is asked for; may read all images, and do nothing else. */
const ANONYMOUS: Client = { name: 'anonymous', scopes: new Set(['images:read']), view: EVERYTHING };

/** Whether this is somebody who need not say who it is. */
export function isAnonymous(client: Client): boolean {
  return client === ANONYMOUS;
}

/** The credentials that are taken; without any, callers are anonymous. */
export interface WaysIn {
  readonly keys: ClientKeys | undefined;
  readonly tokens: BearerTokens | undefined;
}

/** Which kinds of credentials are taken. */
export interface Taken {
  readonly keys: boolean;
  readonly tokens: boolean;
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
  /** For the log, where nobody is recognised. */
  readonly call: CallFacts;
}

/**
 * Decides who may do what; the one place where that is decided.
 *
 * It is asked before anything else of a request is looked at, for every path, also those that lead nowhere:
 * under `/v1` nobody without a valid credential learns more than that. Where a request has an API key, and keys are
 * taken, that key alone decides.
 */
export class AccessGuard {
  readonly taken: Taken;
  /** The answer to whoever is not recognised: one and the same for every reason. */
  private readonly unauthenticated: ProblemError;

  constructor(
    private readonly ways: WaysIn,
    private readonly failures: AuthenticationLog,
    private readonly now: () => number,
  ) {
    this.taken = { keys: ways.keys !== undefined, tokens: ways.tokens !== undefined };
    this.unauthenticated = unauthenticated(this.taken);
  }

  /**
   * @returns who is calling; `undefined` where that does not matter. Only a token that is not known yet takes time
   * @throws ProblemError `UNAUTHENTICATED`, `FORBIDDEN`, or `NOT_READY` where a token cannot be verified yet
   */
  admit(request: AccessRequest): Client | undefined | Promise<Client> {
    const { credentials, rules, unrouted, underApi, call } = request;
    if (rules?.openTo === 'anyone') return undefined;
    if (unrouted && !underApi) return undefined;
    const client = this.identify(credentials);
    if (client) return permitted(client, request);
    const failure = this.visibleFailure(credentials);
    if (failure) throw this.refused(failure, call);
    return this.verified(request);
  }

  /** Who is calling, where that can be told at once; `undefined` where no valid credential says it. */
  identify(credentials: Credentials): Client | undefined {
    const { keys, tokens } = this.ways;
    if (!keys && !tokens) return ANONYMOUS;
    const { headers, rawHeaders, socket } = credentials;
    const apiKey = headers[API_KEY_HEADER];
    if (!keys || apiKey === undefined) return tokens?.recall(credentials, this.now());
    if (typeof apiKey !== 'string' || isJoined(apiKey, rawHeaders)) return undefined;
    return keys.find(apiKey, this.now(), socket);
  }

  /**
   * Why somebody whom `identify` does not know will not be recognised either way; `undefined` where the signature of
   * a token must decide, which takes time.
   */
  visibleFailure(credentials: Credentials): Failure | undefined {
    const { keys, tokens } = this.ways;
    const { headers, rawHeaders } = credentials;
    const apiKey = headers[API_KEY_HEADER];
    if (keys && apiKey !== undefined) {
      return typeof apiKey !== 'string' || isJoined(apiKey, rawHeaders)
        ? { credential: 'api-key', reason: 'repeated' }
        : keys.failureOf(apiKey);
    }
    if (!tokens || headers.authorization === undefined) return { credential: 'none', reason: 'missing' };
    const reason = tokens.visibleFault(credentials);
    return reason && { credential: 'token', reason };
  }

  /** Logs that nobody was recognised. @returns the answer */
  refused(failure: Failure, call: CallFacts): ProblemError {
    this.failures.failed(failure, call);
    return this.unauthenticated;
  }

  private async verified(request: AccessRequest): Promise<Client> {
    const client = await this.ways.tokens?.verify(request.credentials);
    if (typeof client === 'object') return permitted(client, request);
    throw this.refused({ credential: 'token', reason: client ?? 'malformed' }, request.call);
  }
}

/** @throws ProblemError `FORBIDDEN` */
function permitted(client: Client, { rules, unrouted }: AccessRequest): Client {
  if (unrouted || (rules && rules.openTo !== 'anyone' && client.scopes.has(rules.openTo))) return client;
  throw new ProblemError(
    'FORBIDDEN',
    'This client may not do that; ask the operator for the scope it needs.',
  );
}

/** Node joins what came in several fields. */
function isJoined(value: string, rawHeaders: readonly string[]): boolean {
  return value.includes(', ') && isRepeated(API_KEY_HEADER, rawHeaders);
}
