import { EVERYTHING, type View } from '../domain/view.js';
import { CatalogIndexes } from './catalog-indexes.js';
import { CatalogView } from './catalog-view.js';
import { Recent } from './lookup/recent.js';
import type { PreparedCatalog } from './prepare/prepared-catalog.js';

/** As many restricted views are kept, at an eighth of a byte an image and about a kilobyte. */
const KEPT_VIEWS = 64;

/**
 * The whole catalogue at one moment, never changed afterwards: views over what `prepareCatalog` made, so that a
 * catalogue of any size costs nothing to take over.
 *
 * It is replaced, kept and handed on as a whole. Nobody asks it about images but through `for`, which asks who wants to
 * know.
 */
export class CatalogSnapshot {
  /** Stands for this snapshot, and no other, with whoever must not keep all of it in memory. */
  readonly identity: object = {};
  readonly version: string;
  readonly count: number;
  private readonly indexes: CatalogIndexes;
  private readonly everything: CatalogView;
  private readonly restricted: Recent<CatalogView>;

  /**
   * @param changedAt when this content was first seen, milliseconds since 1970
   * @param maskedSecrets how many of the secrets that came up are masked in it; see `Workbench`
   */
  constructor(
    private readonly prepared: PreparedCatalog,
    readonly changedAt: number,
    readonly maskedSecrets = 0,
  ) {
    const { version, count } = prepared;
    this.version = version;
    this.count = count;
    this.indexes = new CatalogIndexes(prepared);
    this.everything = new CatalogView(this, this.indexes, EVERYTHING);
    this.restricted = new Recent(KEPT_VIEWS * (1_024 + count / 8));
  }

  /** The catalogue as somebody with this view sees it. */
  for(view: View): CatalogView {
    if (view === EVERYTHING) return this.everything;
    return this.restricted.get(view.key, () => new CatalogView(this, this.indexes, view));
  }

  /** The same content, with another opinion on when it was first seen. */
  firstSeen(changedAt: number): CatalogSnapshot {
    if (changedAt === this.changedAt) return this;
    return new CatalogSnapshot(this.prepared, changedAt, this.maskedSecrets);
  }

  /** All images as one JSON list in UTF-8, to be stored and handed on; not to be changed. */
  get jsonBytes(): Uint8Array {
    return this.indexes.rows.jsonList;
  }
}
