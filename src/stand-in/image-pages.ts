import { syntheticImage } from './generate-images.js';
import type { PagingLies, StandInImage } from './stand-in.types.js';

/** The vendor's rows; of lies the endless one invents further ones. */
export function vendorPages(): ImagePages<StandInImage> {
  return new ImagePages(
    ({ createdAt }) => createdAt,
    (index) => syntheticImage('endless', index),
  );
}

/** A catalogue, cut into pages as OpenStack and the vendor do, or as `lies` says. */
export class ImagePages<Row extends { readonly id: string }> {
  lies: PagingLies = {};
  #images: readonly Row[] = [];
  #sorted: readonly Row[] = [];
  /** Lower-case id to its place in the list; of rows with one id the last, so that paging moves on. */
  #places: ReadonlyMap<string, number> = new Map();
  #inventedSoFar = 0;

  /**
   * @param timeOf when a row was made, as a text that sorts by time
   * @param invent makes a row that is in no catalogue
   */
  constructor(
    private readonly timeOf: (row: Row) => string,
    private readonly invent: (index: number) => Row,
  ) {}

  get images(): readonly Row[] {
    return this.#images;
  }

  /** In any order; the pages are newest first, and of one time by id, highest first. */
  set images(images: readonly Row[]) {
    this.#images = images;
    this.#sorted = images.toSorted((left, right) => this.#newestFirst(left, right));
    this.#places = new Map(this.#sorted.map((image, place) => [image.id.toLowerCase(), place]));
  }

  /**
   * At most `limit` rows after the one that `marker` names, from the newest without a marker.
   *
   * @returns undefined when no row has that id
   */
  page(limit: number, marker?: string): readonly Row[] | undefined {
    const { lies } = this;
    if (marker !== undefined && this.#vanishes()) return undefined;
    const length = lies.ignoreLimit ? this.#sorted.length : Math.min(limit, lies.clampLimit ?? limit);
    if (lies.endless) return this.#invent(length);
    const place = marker === undefined ? -1 : this.#places.get(marker.toLowerCase());
    if (place === undefined) return undefined;
    const from = lies.inclusiveMarker && marker !== undefined ? place : place + 1;
    return lies.loop ? this.#roundAndRound(from, length) : this.#sorted.slice(from, from + length);
  }

  #vanishes(): boolean {
    const { lies } = this;
    const once = lies.vanishMarkerOnce === true;
    if (once) lies.vanishMarkerOnce = false;
    return once || lies.vanishMarkerAlways === true;
  }

  #roundAndRound(from: number, length: number): readonly Row[] {
    if (this.#sorted.length === 0) return [];
    const page = this.#sorted.slice(from, from + length);
    while (page.length < length) page.push(...this.#sorted.slice(0, length - page.length));
    return page;
  }

  #invent(length: number): readonly Row[] {
    const first = this.#inventedSoFar;
    this.#inventedSoFar += length;
    return Array.from({ length }, (_, index) => this.invent(first + index));
  }

  /** By code points, so that no locale plays a part. */
  #newestFirst(left: Row, right: Row): number {
    const [earlier, later] = [this.timeOf(left), this.timeOf(right)];
    if (earlier !== later) return earlier < later ? 1 : -1;
    if (left.id === right.id) return 0;
    return left.id < right.id ? 1 : -1;
  }
}
