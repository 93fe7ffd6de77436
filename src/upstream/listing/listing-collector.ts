import type { Image } from '../../domain/image.js';
import type { ListingLimits, ListingSummary } from '../listing-reader.port.js';
import { rawImageId, type MappedRow } from '../normalise/mapped-row.js';
import { tooLarge } from '../too-large.js';
import { UpstreamError } from '../upstream.errors.js';

/** A listing that goes on beyond it is an upstream that never ends. */
const MAX_PAGES = 10_000;

/** A complete list, and its images in the order of the upstream. */
export interface CompleteList {
  readonly images: readonly Image[];
  readonly summary: ListingSummary;
}

/** Gathers the pages of one listing. The first of two rows with one id wins: pages may overlap. */
export class ListingCollector {
  private readonly images = new Map<string, Image>();
  /** Every id, that of an unusable row as the upstream wrote it. */
  private readonly ids = new Set<string>();
  private readonly skippedRows = new Set<string>();
  /** Of the last page, where none of its rows had an id: it may be asked for again. */
  private skippedIfLast: readonly string[] = [];
  private pages = 0;
  private bytes = 0;
  private skipped = 0;
  private unreadable = 0;

  constructor(
    private readonly map: (row: unknown) => MappedRow,
    private readonly limits: ListingLimits,
  ) {}

  /**
   * Takes note of the size of the page whose rows come next.
   *
   * @throws UpstreamError `UPSTREAM_INVALID` when the listing is too large, or does not end
   */
  weigh(bytes: number): void {
    const { maxListingBytes } = this.limits;
    this.bytes += bytes;
    if (this.bytes > maxListingBytes)
      throw tooLarge('the list', `${maxListingBytes} bytes`, 'UPSTREAM_MAX_LISTING');
    if (++this.pages > MAX_PAGES) throw tooLarge('the list', `${MAX_PAGES} pages`);
  }

  /**
   * @returns how many ids of this page were new, those that no image can have included
   * @throws UpstreamError `UPSTREAM_INVALID` at the first row that is too many
   */
  add(rows: Iterable<unknown>): number {
    const before = this.ids.size;
    const unusable: string[] = [];
    let hasId = false;
    for (const row of rows) {
      const imageId = this.take(row);
      const id = imageId ?? rawImageId(row);
      if (id !== undefined) this.count(id);
      hasId ||= id !== undefined;
      if (imageId === undefined) unusable.push(id ?? textOf(row));
    }
    this.skippedIfLast = hasId ? [] : unusable;
    if (hasId) this.skip(unusable);
    return this.ids.size - before;
  }

  /**
   * @throws UpstreamError `UPSTREAM_INVALID` when there were rows and none was an image: that is no empty list
   */
  list(): CompleteList {
    this.skip(this.skippedIfLast);
    if (this.images.size === 0 && this.skipped > 0) {
      throw new UpstreamError('UPSTREAM_INVALID', `none of ${this.skipped} rows is an image`);
    }
    const { skipped, unreadable } = this;
    const images = [...this.images.values()];
    return { images, summary: { count: images.length, skipped, unreadable } };
  }

  /** @returns the id of the image, or `undefined` when the row is none */
  private take(row: unknown): string | undefined {
    const { image, unreadable } = this.map(row);
    if (image && !this.images.has(image.id)) {
      this.images.set(image.id, image);
      this.unreadable += unreadable;
    }
    return image?.id;
  }

  /** Ids that no image can have count as well, for an upstream may go on with them for ever. */
  private count(id: string): void {
    const { maxImages } = this.limits;
    this.ids.add(id);
    if (this.ids.size > maxImages) throw tooLarge('the list', `${maxImages} images`, 'UPSTREAM_MAX_IMAGES');
  }

  /** Rows of an earlier page are not counted again: an upstream may send the same page twice. */
  private skip(unusable: readonly string[]): void {
    this.skipped += unusable.filter((row) => !this.skippedRows.has(row)).length;
    for (const row of unusable) this.skippedRows.add(row);
  }
}

/** A row's text, to know it again by; rows that are nested too deeply to be written look all alike. */
function textOf(row: unknown): string {
  try {
    return JSON.stringify(row);
  } catch {
    return '';
  }
}
