import type { Parameters } from 'fast-check';

/** How much `npm run fuzz` asks for; without it, what fits into every run of the tests, and the same each time. */
const FUZZ = {
  runs: Number(process.env['FUZZ_RUNS'] ?? 0),
  seed: Number(process.env['FUZZ_SEED'] ?? 1),
} as const;

/**
 * Shrinking ends in time to be told, and a run that is cut short is none.
 *
 * @param runs where nobody says how many
 */
export function fuzzed(runs: number): Parameters<unknown> {
  return {
    numRuns: FUZZ.runs || runs,
    seed: FUZZ.seed,
    interruptAfterTimeLimit: fuzzTimeoutMs(runs) - 10_000,
    markInterruptAsFailure: true,
  };
}

/** For a test of so many runs: far more than they take. */
export function fuzzTimeoutMs(runs: number): number {
  return 60_000 + 50 * (FUZZ.runs || runs);
}
