import type { Secret } from '../config/secret.js';
import type { Clock } from '../observability/clock.js';
import { UpstreamError } from './upstream.errors.js';

/** A token as an upstream issued it. */
export interface IssuedToken {
  readonly token: Secret;
  /** How long it lives from now, by the upstream's own clock; at most 0 if it says that it is over. */
  readonly lifetimeMs: number;
}

/** Where an upstream's calls get their token. */
export interface TokenSupply {
  current(signal: AbortSignal): Promise<Secret>;
  /** Another token than the one that was refused, or `undefined` where there is none to be had. */
  renewed(refused: Secret, signal: AbortSignal): Promise<Secret | undefined>;
}

/**
 * Makes a call with a token; when the upstream says that the token is not valid, renews it once and makes
 * the call once more.
 *
 * @throws UpstreamError the second refusal, or the first where no other token can be had
 */
export async function withToken<T>(
  tokens: TokenSupply,
  signal: AbortSignal,
  call: (token: Secret) => Promise<T>,
): Promise<T> {
  const token = await tokens.current(signal);
  try {
    return await call(token);
  } catch (error) {
    if (!(error instanceof UpstreamError && error.facts.tokenRefused)) throw error;
    const other = await tokens.renewed(token, signal);
    if (!other) throw error;
    return call(other);
  }
}

const LEAST_MARGIN_MS = 60_000;
const LEAST_USE_MS = 1_000;

/**
 * Holds one token for everybody who needs it.
 *
 * It is issued once for all who wait for it, and renewed before it ends: 60 s or a tenth of its life earlier,
 * whichever is more, but never before half of its life, so that a token of a few seconds is used as well.
 * Lifetimes are measured with the monotonic clock from the receipt: a clock that is wrong on either side,
 * or jumps, does not matter.
 */
export class TokenCache implements TokenSupply {
  private held: { token: Secret; useUntil: number } | undefined;
  private issuing: Promise<Secret> | undefined;

  constructor(
    private readonly issue: (signal: AbortSignal) => Promise<IssuedToken>,
    private readonly clock: Clock,
  ) {}

  /** @throws UpstreamError what `issue` throws, to all who waited; nothing is remembered then. */
  current(signal: AbortSignal): Promise<Secret> {
    if (this.held && this.clock.monotonic() < this.held.useUntil) return Promise.resolve(this.held.token);
    this.issuing ??= this.renewal(signal).finally(() => (this.issuing = undefined));
    return this.issuing;
  }

  /** A token other than `refused`, which the upstream did not accept: one that is newer already, or a new one. */
  renewed(refused: Secret, signal: AbortSignal): Promise<Secret> {
    if (this.held?.token === refused) this.held = undefined;
    return this.current(signal);
  }

  private async renewal(signal: AbortSignal): Promise<Secret> {
    const { token, lifetimeMs } = await this.issue(signal);
    const margin = Math.min(Math.max(LEAST_MARGIN_MS, lifetimeMs / 10), lifetimeMs / 2);
    this.held = { token, useUntil: this.clock.monotonic() + Math.max(LEAST_USE_MS, lifetimeMs - margin) };
    return token;
  }
}
