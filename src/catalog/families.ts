import type { Bitset } from './bitset.js';
import type { CatalogIndexes } from './catalog-indexes.js';
import { SYSTEM_FIELDS, type ImageFilters, type SystemField } from './image-query.js';
import { keyOf } from './index-key.js';
import type { KeyRun } from './lookup/key-lookup.js';
import { matchesOf } from './matching.js';
import { UNKNOWN } from './prepare/sort-by-rank.js';
import { usableImages } from './usable-images.js';
import type { VisibleImages } from './visible-images.js';

/** The images of one product and release line, as far as they match. Images are told by their positions. */
export interface Family {
  /** Some image of it. */
  readonly member: number;
  /** At least 1. */
  readonly count: number;
  /** How many of them can be used. */
  readonly usable: number;
  /** The newest that can be used. */
  readonly latest: number | undefined;
  /** The images that were released first and last; `undefined` where no date is known. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** The fields on which its images differ. */
  readonly differing: ReadonlySet<SystemField>;
}

/**
 * The families of the images that match, by name. Costs some steps for each image that has a family.
 *
 * @param visible what may be told; `undefined` for all
 * @param run keys of families
 */
export function familiesOf(
  indexes: CatalogIndexes,
  visible: VisibleImages | undefined,
  filters: ImageFilters,
  run: KeyRun = indexes.keys.startingWith(keyOf.beginning('family')),
): Family[] {
  const found = matchesOf(indexes, visible, filters)?.found;
  const columns: Columns = {
    usable: usableImages(indexes, visible, filters),
    created: indexes.orders.ranks('createdAt'),
    released: indexes.orders.ranks('releaseDate'),
    systems: SYSTEM_FIELDS.map((field) => ({ field, numbers: indexes.numbers(field) })),
  };
  const families: Family[] = [];
  for (let index = run.from; index < run.to; index++) {
    const member = indexes.keys.firstAt(index, found);
    if (member === undefined) continue;
    const family = new FamilyCount(columns, member);
    indexes.keys.forEachAt(index, found, (position) => family.add(position));
    families.push(family);
  }
  return families;
}

/** What an image is asked for: by position. */
interface Columns {
  readonly usable: Bitset;
  /** Ascending with the moment. */
  readonly created: Int32Array;
  readonly released: Int32Array;
  readonly systems: readonly { readonly field: SystemField; readonly numbers: Uint32Array }[];
}

/** A family as far as its images were named, in ascending order. */
class FamilyCount implements Family {
  count = 0;
  usable = 0;
  latest: number | undefined;
  first: number | undefined;
  last: number | undefined;
  readonly differing = new Set<SystemField>();

  constructor(
    private readonly columns: Columns,
    readonly member: number,
  ) {}

  add(position: number): void {
    const { usable, created, systems } = this.columns;
    this.count += 1;
    this.noteRelease(position);
    for (const { field, numbers } of systems) {
      if (numbers[position] !== numbers[this.member]) this.differing.add(field);
    }
    if (!usable.has(position)) return;
    this.usable += 1;
    // of equally new ones the first stays
    if (this.latest === undefined || created[position]! > created[this.latest]!) this.latest = position;
  }

  private noteRelease(position: number): void {
    const { released } = this.columns;
    const rank = released[position]!;
    if (rank === UNKNOWN) return;
    if (this.first === undefined || rank < released[this.first]!) this.first = position;
    if (this.last === undefined || rank > released[this.last]!) this.last = position;
  }
}
