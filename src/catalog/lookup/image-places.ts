import type { PreparedCatalog } from '../prepare/prepared-catalog.js';
import { compareCodeUnits } from '../sort-fields.js';
import { firstNotBefore } from './binary-search.js';
import type { ImageRows } from './image-rows.js';

/** Ids and sources of images by position, and positions by them; logarithmic. */
export class ImagePlaces {
  constructor(
    private readonly prepared: Pick<PreparedCatalog, 'count' | 'sources' | 'sourceOf'>,
    private readonly rows: ImageRows,
  ) {}

  get count(): number {
    return this.prepared.count;
  }

  idOf(position: number): string {
    return this.rows.idOf(position);
  }

  sourceOf(position: number): string {
    return this.prepared.sources[this.prepared.sourceOf[position]!]!;
  }

  /** The positions of the images with exactly this id, one from each source that has it. */
  positionsOf(id: string): readonly number[] {
    const positions: number[] = [];
    let position = firstNotBefore(this.count, (at) => this.rows.compareId(at, id) < 0);
    while (position < this.count && this.rows.compareId(position, id) === 0) positions.push(position++);
    return positions;
  }

  /** The position of an image; half a position below the next one where there is no such image. */
  placeOf(id: string, source: string): number {
    const compare = (at: number): number =>
      this.rows.compareId(at, id) || compareCodeUnits(this.sourceOf(at), source);
    const position = firstNotBefore(this.count, (at) => compare(at) < 0);
    return position < this.count && compare(position) === 0 ? position : position - 0.5;
  }
}
