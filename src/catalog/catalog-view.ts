import type { Image, OpenEnumField } from '../domain/image.js';
import type { View } from '../domain/view.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import { conflictOf } from './conflict.js';
import { facetsOf, type FacetQuery, type Facets } from './facets.js';
import { familiesOf, type Family } from './families.js';
import { foldText } from './fold-text.js';
import type { Anchor, ImageFilters, ImageQuery, SortKey } from './image-query.js';
import { keyOf } from './index-key.js';
import { listingIn, listingOf, type Listing } from './listing.js';
import type { ImageRows } from './lookup/image-rows.js';
import { Matches } from './match-sets.js';
import { sortValue } from './sort-fields.js';
import { usableImages } from './usable-images.js';
import { visibleImages, type VisibleImages } from './visible-images.js';

/** What of a snapshot a view has to tell as well. */
interface SnapshotFacts {
  readonly identity: object;
  readonly version: string;
  readonly changedAt: number;
}

/**
 * The catalogue as somebody sees it who may see just this much of it; the only one that questions are asked of. What is
 * hidden is in no list, no count and no known value, and moves nothing.
 *
 * Positions that it gives out are those of images that may be seen.
 */
export class CatalogView {
  /** Stands for the snapshot, with whoever must not keep all of it in memory. */
  readonly identity: object;
  /** Of the whole catalogue, what is hidden included. */
  readonly version: string;
  /** When the whole catalogue's content was first seen, milliseconds since 1970. */
  readonly changedAt: number;
  /** The images as they are written; to be asked for positions of this view only. */
  readonly rows: Pick<ImageRows, 'idOf' | 'jsonOf' | 'csvOf' | 'valueOf' | 'textOf' | 'lengthOf' | 'copy'>;
  /** `undefined` where nothing is hidden. */
  private readonly visible: VisibleImages | undefined;
  private readonly heldValues = new Map<OpenEnumField, readonly string[]>();

  constructor(
    snapshot: SnapshotFacts,
    private readonly indexes: CatalogIndexes,
    readonly view: View,
  ) {
    this.identity = snapshot.identity;
    this.version = snapshot.version;
    this.changedAt = snapshot.changedAt;
    this.rows = indexes.rows;
    this.visible = visibleImages(indexes, view);
  }

  /** How many images may be seen. */
  get count(): number {
    return this.visible?.count ?? this.indexes.count;
  }

  /** How many of them are of one source. */
  countOf(source: string): number {
    const positions = this.indexes.keys.withAny([keyOf.value('source', source)]);
    if (this.visible) positions.intersect(this.visible.positions);
    return positions.count();
  }

  /** Memory, beyond that of the snapshot; roughly. */
  get byteLength(): number {
    return 1_024 + (this.visible?.positions.byteLength ?? 0);
  }

  listing(query: Pick<ImageQuery, 'filters' | 'sort'>): Listing {
    return listingOf(this.indexes, this.visible, query);
  }

  facets(query: FacetQuery): Facets {
    return facetsOf(this.indexes, this.visible, query);
  }

  /** The first image in the order of these keys that fulfils all filters and can be used; see `usableImages`. */
  newest(filters: ImageFilters, sort: readonly SortKey[]): number | undefined {
    const usable = new Matches(usableImages(this.indexes, this.visible, filters));
    return listingIn(this.indexes, usable, sort).slice(0, 1)[0];
  }

  /** Which of some filters are to blame that `newest` finds nothing for all together; see `conflictOf`. */
  conflict(parts: readonly ImageFilters[], together: ImageFilters): readonly number[] {
    return conflictOf(this.indexes, this.visible, parts, together);
  }

  /** The families of the images that fulfil all filters, by name. */
  families(filters: ImageFilters): readonly Family[] {
    return familiesOf(this.indexes, this.visible, filters);
  }

  /** The family of exactly this name, as far as its images fulfil all filters; `undefined` if none of them does. */
  family(filters: ImageFilters, name: string): Family | undefined {
    const run = this.indexes.keys.just(keyOf.value('family', foldText(name)));
    const [family] = familiesOf(this.indexes, this.visible, filters, run);
    return family && this.rows.textOf(family.member, 'family') === name ? family : undefined;
  }

  /** The positions of the images with exactly this id, one from each source that has it. */
  positionsOf(id: string): readonly number[] {
    const positions = this.indexes.places.positionsOf(id);
    const { visible } = this;
    return visible ? positions.filter((position) => visible.positions.has(position)) : positions;
  }

  sourceOf(position: number): string {
    return this.indexes.places.sourceOf(position);
  }

  /**
   * The place of the image at a position, to remember it by. Where something is hidden, its values are read from
   * the image itself: the index keeps one spelling of equal values, which may be that of a hidden image.
   */
  anchor(keys: readonly SortKey[], position: number): Anchor {
    const anchor = this.indexes.orders.anchor(keys, position);
    if (!this.visible) return anchor;
    // written from an image
    const image = JSON.parse(Buffer.from(this.rows.jsonOf(position)).toString()) as Image;
    return { ...anchor, values: keys.map(({ field }) => sortValue(image, field)) };
  }

  /** The values that images hold in a field, sorted. */
  held(field: OpenEnumField): readonly string[] {
    const { visible, indexes } = this;
    if (!visible) return indexes.held(field);
    let held = this.heldValues.get(field);
    if (!held) {
      const isHeld = (value: string): boolean =>
        indexes.keys.meets(keyOf.value(field, value), visible.positions);
      held = indexes.held(field).filter(isHeld);
      this.heldValues.set(field, held);
    }
    return held;
  }
}
