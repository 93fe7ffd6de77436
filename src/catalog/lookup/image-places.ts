import { idHead } from '../prepare/id-head.js';
import type { PreparedCatalog } from '../prepare/prepared-catalog.js';
import { compareCodeUnits } from '../sort-fields.js';
import { firstNotBefore, firstNotBelow } from './binary-search.js';
import type { ImageRows } from './image-rows.js';

/** Ids and sources of images by position, and positions by them: a binary search over the beginnings of ids. */
export class ImagePlaces {
  constructor(
    private readonly prepared: Pick<PreparedCatalog, 'count' | 'idHeads' | 'sources' | 'sourceOf'>,
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
    let position = this.first(id, (at) => this.rows.compareId(at, id));
    while (position < this.count && this.rows.compareId(position, id) === 0) positions.push(position++);
    return positions;
  }

  /** The position of an image; half a position below the next one where there is no such image. */
  placeOf(id: string, source: string): number {
    const compare = (at: number): number =>
      this.rows.compareId(at, id) || compareCodeUnits(this.sourceOf(at), source);
    const position = this.first(id, compare);
    return position < this.count && compare(position) === 0 ? position : position - 0.5;
  }

  /** The first position whose image does not come before the one sought. */
  private first(id: string, compare: (position: number) => number): number {
    const { idHeads } = this.prepared;
    const head = idHead(id);
    const low = firstNotBelow(idHeads, head);
    const high = firstNotBelow(idHeads, head + 1, low);
    return firstNotBefore((at) => compare(at) < 0, low, high);
  }
}
