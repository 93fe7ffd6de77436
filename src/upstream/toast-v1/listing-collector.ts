import type { Image } from '../../domain/image.js';
import type { ImageListing } from '../image-source.port.js';
import { UpstreamError } from '../upstream.errors.js';
import type { MappedRow } from './toast-image.mapper.js';

/** No project holds so many images; a listing that goes on beyond it is an upstream that never ends. */
const MAX_IMAGES = 200_000;
const MAX_PAGES = 10_000;

/** Gathers the pages of one listing. The first of two rows with one id wins: pages may overlap. */
export class ListingCollector {
  private readonly images = new Map<string, Image>();
  private readonly skippedRows = new Set<string>();
  private pages = 0;
  private skipped = 0;
  private unreadable = 0;

  constructor(private readonly map: (row: unknown) => MappedRow) {}

  /**
   * @returns how many ids of this page were new
   * @throws UpstreamError `UPSTREAM_INVALID` when the listing does not end
   */
  add(rows: readonly unknown[]): number {
    const before = this.images.size;
    const unusable: string[] = [];
    for (const row of rows) {
      const { image, unreadable } = this.map(row);
      if (!image) unusable.push(JSON.stringify(row));
      else if (!this.images.has(image.id)) {
        this.images.set(image.id, image);
        this.unreadable += unreadable;
      }
    }
    this.skip(unusable);
    if (++this.pages > MAX_PAGES || this.images.size > MAX_IMAGES) {
      throw new UpstreamError('UPSTREAM_INVALID', `the list did not end after ${this.images.size} images`);
    }
    return this.images.size - before;
  }

  /**
   * @throws UpstreamError `UPSTREAM_INVALID` when there were rows and none was an image: that is no empty list
   */
  listing(): ImageListing {
    if (this.images.size === 0 && this.skipped > 0) {
      throw new UpstreamError('UPSTREAM_INVALID', `none of ${this.skipped} rows is an image`);
    }
    return { images: [...this.images.values()], skipped: this.skipped, unreadable: this.unreadable };
  }

  /** Rows of an earlier page are not counted again: an upstream may send the same page twice. */
  private skip(unusable: readonly string[]): void {
    this.skipped += unusable.filter((row) => !this.skippedRows.has(row)).length;
    for (const row of unusable) this.skippedRows.add(row);
  }
}
