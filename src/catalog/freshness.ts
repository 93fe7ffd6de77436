import type { UpstreamError } from '../upstream/upstream.errors.js';

/** How old a catalogue may be, in milliseconds. */
export interface FreshnessRules {
  readonly freshForMs: number;
  /** After that it is still served, as stale. */
  readonly staleForMs: number;
}

/** How current an answer is, for its headers. Whole seconds, rounded down. */
export interface Freshness {
  /** Since the catalogue was confirmed with the upstream. */
  readonly ageSeconds: number;
  /** Freshness left; negative when it is over. */
  readonly ttlSeconds: number;
  /** How long the answer may still be used once it is no longer fresh. */
  readonly staleSeconds: number;
  /** Why a stale catalogue is served: `error` when the last refresh failed. */
  readonly stale: 'no' | 'revalidate' | 'error';
  /** The ids of sources that have no list, with commas between; absent where there are none. */
  readonly missing?: string;
}

/** @param ageMs since the catalogue was confirmed */
export function freshnessOf(
  ageMs: number,
  rules: FreshnessRules,
  lastFailure: UpstreamError | undefined,
): Freshness {
  const leftMs = rules.freshForMs - ageMs;
  return {
    ageSeconds: Math.floor(ageMs / 1_000),
    ttlSeconds: Math.floor(leftMs / 1_000),
    staleSeconds: Math.max(0, Math.floor((rules.staleForMs + Math.min(0, leftMs)) / 1_000)),
    stale: leftMs > 0 ? 'no' : lastFailure ? 'error' : 'revalidate',
  };
}

const WORST = ['no', 'revalidate', 'error'] as const;

/** How current an answer from several lists is: as old, and as stale, as the worst of them says. */
export function togetherFreshness(all: readonly Freshness[]): Freshness {
  return all.reduce((one, other) => ({
    ageSeconds: Math.max(one.ageSeconds, other.ageSeconds),
    ttlSeconds: Math.min(one.ttlSeconds, other.ttlSeconds),
    staleSeconds: Math.min(one.staleSeconds, other.staleSeconds),
    stale: WORST[Math.max(WORST.indexOf(one.stale), WORST.indexOf(other.stale))] ?? one.stale,
  }));
}
