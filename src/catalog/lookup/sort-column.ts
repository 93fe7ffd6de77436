import type { PackedTexts, PreparedSort } from '../prepare/prepared-catalog.js';
import { UNKNOWN, type Ranks } from '../prepare/sort-by-rank.js';
import { compareValues, type SortValue } from '../sort-fields.js';
import { firstNotBefore } from './binary-search.js';
import { Order } from './order.js';

/** A field to sort by: its two orders, the ranks of its values, and the values of ranks. */
export class SortColumn implements Ranks {
  /** How many ranks there are. */
  readonly known: number;
  readonly ranks: Int32Array;
  readonly ascending: Order;
  readonly descending: Order;
  private readonly values: PreparedSort['values'];

  constructor({ ranks, ascending, descending, values }: PreparedSort) {
    this.known = isTexts(values) ? values.ends.length : values.length;
    this.ranks = ranks;
    this.ascending = new Order(ascending);
    this.descending = new Order(descending);
    this.values = values;
  }

  /** The value of the image at a position, or one that is equal to it in the order. */
  valueAt(position: number): SortValue {
    const rank = this.ranks[position]!;
    return rank === UNKNOWN ? null : this.valueOf(rank);
  }

  /** The rank of a value, or half a rank below the next one where no image has an equal value; logarithmic. */
  rankOf(value: SortValue): number {
    if (value === null) return UNKNOWN;
    const rank = firstNotBefore((at) => compareValues(this.valueOf(at), value) < 0, 0, this.known);
    return rank < this.known && compareValues(this.valueOf(rank), value) === 0 ? rank : rank - 0.5;
  }

  private valueOf(rank: number): string | number {
    return isTexts(this.values) ? textAt(this.values, rank) : this.values[rank]!;
  }
}

function isTexts(values: PreparedSort['values']): values is PackedTexts {
  return 'ends' in values;
}

function textAt({ bytes, ends }: PackedTexts, index: number): string {
  return Buffer.from(bytes.buffer).toString('utf8', index === 0 ? 0 : ends[index - 1], ends[index]);
}
