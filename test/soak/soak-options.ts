/** How a soak runs; `scripts/soak.mjs` passes its options on as these. */
export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly images: number;
  readonly replicas: number;
}

export function readSoakOptions(env: Readonly<Record<string, string | undefined>>): SoakOptions {
  const number = (name: string, otherwise: number): number => Number(env[`SOAK_${name}`] ?? otherwise);
  return {
    minutes: number('MINUTES', 15),
    seed: number('SEED', 7),
    images: number('IMAGES', 2_000),
    replicas: number('REPLICAS', 2),
  };
}

/** Short enough that a soak sees many refreshes, and lists that come of age. */
export const FRESH_MS = 5_000;
export const STALE_MS = 120_000;
export const SHUTDOWN_MS = 5_000;
export const UPSTREAM_TIMEOUT_MS = 3_000;
