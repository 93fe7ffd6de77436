import { snapshotOf } from './catalog-snapshot.js';
import { changedAfter, type HeldCatalog } from './current-catalog.js';
import type { RestoredCatalog } from './workshop.port.js';

/**
 * A catalogue with what restoring or masking its images has made of them: where a secret was found in it, it is new
 * content from now on.
 *
 * @param maskedSecrets of the workbench that has done it
 * @param now wall clock
 */
export function asRestored(
  before: Omit<HeldCatalog, 'snapshot'> & { readonly changedAt: number },
  { prepared, formerVersion, dropped }: RestoredCatalog,
  maskedSecrets: number,
  now: number,
): HeldCatalog {
  const { changedAt, masked, ...held } = before;
  if (prepared.version === formerVersion)
    return { ...held, masked, snapshot: snapshotOf(prepared, changedAt, maskedSecrets) };
  return {
    ...held,
    snapshot: snapshotOf(prepared, changedAfter(now, changedAt), maskedSecrets),
    skipped: held.skipped + dropped,
    masked: {
      listedVersion: masked?.listedVersion ?? formerVersion,
      dropped: (masked?.dropped ?? 0) + dropped,
    },
  };
}
