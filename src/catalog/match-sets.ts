import type { Bitset } from './bitset.js';
import type { ImageFilters } from './image-query.js';
import type { Order } from './lookup/order.js';
import { Projection } from './lookup/projection.js';
import { Recent } from './lookup/recent.js';

/** The images that some filters let through. */
export class Matches {
  readonly total: number;
  private projection: Projection | undefined;

  constructor(readonly found: Bitset) {
    this.total = found.count();
  }

  /** These images as an order sees them; the last one is kept. */
  projectedInto(order: Order): Projection {
    if (this.projection?.order !== order) this.projection = new Projection(this.found, order);
    return this.projection;
  }

  /** Memory, with a projection. */
  get byteLength(): number {
    return 3 * this.found.words.byteLength;
  }
}

/** In a smaller catalogue the matches are found faster than the filters are named. */
const SMALL_CATALOG = 4_096;
/** How many sets of matches are kept. */
const KEPT_SETS = 32;

/**
 * What was found last, so that the further pages of a listing need not find it again. Memory: at most 12 bytes an
 * image, and the orders that projections refer to (8 bytes an image each) as long as they are kept here.
 */
export class MatchSets {
  private readonly recent: Recent<Matches>;

  /** @param count how many images there are */
  constructor(private readonly count: number) {
    this.recent = new Recent((KEPT_SETS * 3 * count) / 8);
  }

  /**
   * @param viewKey of the view that they are found for
   * @param find the images of the view that these filters let through
   */
  of(viewKey: string, filters: ImageFilters, find: () => Bitset): Matches {
    if (this.count <= SMALL_CATALOG) return new Matches(find());
    return this.recent.get(viewKey + nameOf(filters), () => new Matches(find()));
  }
}

/** Equal for equal filters only; begins with a bracket, which no key of a view holds. */
function nameOf({ anyOf, ranges, ...others }: ImageFilters): string {
  const bounds = ranges.map(({ field, min, max }) => [field, String(min), String(max)]);
  return JSON.stringify([[...anyOf], bounds, others]);
}
