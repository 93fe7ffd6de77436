import { UpstreamError } from '../upstream/upstream.errors.js';
import type { CatalogSource } from './catalog-source.js';

/**
 * Has sources refreshed, all at once, and waits for the first that has succeeded and is served; those that fail are not
 * waited for, as long as another one may succeed.
 *
 * @param served resolves when what sources hold is served
 * @returns the failure of the first of them, where all have failed; never rejects
 */
export async function jointly(
  sources: readonly CatalogSource[],
  served: () => Promise<void>,
): Promise<UpstreamError | undefined> {
  const outcomes = sources.map(async ({ refresher }) => {
    const outcome = await refresher.refresh();
    if (outcome instanceof UpstreamError) throw outcome;
    await served();
  });
  try {
    await Promise.any(outcomes);
    return undefined;
  } catch {
    const [first] = await Promise.allSettled(outcomes);
    return first?.status === 'rejected' && first.reason instanceof UpstreamError ? first.reason : undefined;
  }
}
