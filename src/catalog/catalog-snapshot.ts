import { EVERYTHING, type View } from '../domain/view.js';
import { CatalogIndexes } from './catalog-indexes.js';
import { CatalogView } from './catalog-view.js';
import { ListSnapshot } from './list-snapshot.js';
import { Recent } from './lookup/recent.js';
import type { PreparedCatalog, PreparedList } from './prepare/prepared-catalog.js';

/** As many restricted views are kept, at an eighth of a byte an image and about a kilobyte. */
const KEPT_VIEWS = 64;

/**
 * The whole catalogue at one moment, never changed afterwards: views over what `prepareCatalog` made, so that a
 * catalogue of any size costs nothing to take over.
 *
 * It is replaced, kept and handed on as a whole. Nobody asks it about images but through `for`, which asks who wants to
 * know.
 */
export class CatalogSnapshot extends ListSnapshot {
  /** Stands for this snapshot, and no other, with whoever must not keep all of it in memory. */
  readonly identity: object = {};
  private readonly indexes: CatalogIndexes;
  private readonly everything: CatalogView;
  private readonly restricted: Recent<CatalogView>;

  constructor(
    private readonly prepared: PreparedCatalog,
    changedAt: number,
    maskedSecrets = 0,
  ) {
    super(prepared, changedAt, maskedSecrets);
    this.indexes = new CatalogIndexes(prepared);
    this.everything = new CatalogView(this, this.indexes, EVERYTHING);
    this.restricted = new Recent(KEPT_VIEWS * (1_024 + this.count / 8));
  }

  /** The catalogue as somebody with this view sees it. */
  for(view: View): CatalogView {
    if (view === EVERYTHING) return this.everything;
    return this.restricted.get(view.key, () => new CatalogView(this, this.indexes, view));
  }

  override firstSeen(changedAt: number): CatalogSnapshot {
    return changedAt === this.changedAt ? this : this.copy(changedAt);
  }

  /** The same content, standing for itself: nothing that was made from this one is of use with it. */
  copy(changedAt = this.changedAt): CatalogSnapshot {
    return new CatalogSnapshot(this.prepared, changedAt, this.maskedSecrets);
  }
}

/** What was prepared, as a snapshot: one that can be asked where there are indexes. */
export function snapshotOf(prepared: PreparedList, changedAt: number, maskedSecrets: number): ListSnapshot {
  return isCatalog(prepared)
    ? new CatalogSnapshot(prepared, changedAt, maskedSecrets)
    : new ListSnapshot(prepared, changedAt, maskedSecrets);
}

function isCatalog(prepared: PreparedList): prepared is PreparedCatalog {
  return 'keys' in prepared;
}
