import type { PackedTexts, PreparedSort } from '../prepare/prepared-catalog.js';
import { UNKNOWN, type Ranks } from '../prepare/sort-by-rank.js';
import { compareValues, type SortValue } from '../sort-fields.js';
import { firstNotBefore } from './binary-search.js';

/** A field to sort by: the ranks of its values, and the values of ranks. */
export class SortColumn implements Ranks {
  readonly known: number;

  constructor(private readonly prepared: PreparedSort) {
    const { values } = prepared;
    this.known = isTexts(values) ? values.ends.length : values.length;
  }

  get ranks(): Int32Array {
    return this.prepared.ranks;
  }

  /** All positions in a direction. */
  order(descending: boolean): PreparedSort['ascending'] {
    return descending ? this.prepared.descending : this.prepared.ascending;
  }

  /** The value of the image at a position, or one that is equal to it in the order. */
  valueAt(position: number): SortValue {
    const rank = this.ranks[position]!;
    return rank === UNKNOWN ? null : this.valueOf(rank);
  }

  /** The rank of a value; half a rank below the next one where no image has an equal value. */
  rankOf(value: SortValue): number {
    if (value === null) return UNKNOWN;
    const rank = firstNotBefore(this.known, (at) => compareValues(this.valueOf(at), value) < 0);
    return rank < this.known && compareValues(this.valueOf(rank), value) === 0 ? rank : rank - 0.5;
  }

  private valueOf(rank: number): string | number {
    const { values } = this.prepared;
    return isTexts(values) ? textAt(values, rank) : values[rank]!;
  }
}

function isTexts(values: PreparedSort['values']): values is PackedTexts {
  return 'ends' in values;
}

function textAt({ bytes, ends }: PackedTexts, index: number): string {
  return Buffer.from(bytes.buffer).toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
}
