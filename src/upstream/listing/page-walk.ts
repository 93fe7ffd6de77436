import { unlessAborted } from '../http/stopped.js';
import type { ListingReader, ListingSummary, PageFacts } from '../listing-reader.port.js';
import { UpstreamError } from '../upstream.errors.js';

/** What is asked of the list besides a page: parameters of its query. */
export type ListPart = Readonly<Record<string, string>>;

/** Where an API has the pages of its list, and how it says no. */
export interface ImagePages {
  /** How many rows are asked for. */
  readonly pageSize: number;
  /** The list is all of them together, walked one after the other; at least one. */
  readonly parts: readonly ListPart[];
  /** @param marker the id after which the page begins; without it the first page */
  readonly url: (part: ListPart, marker: string | undefined) => string;
  /** Whether a page was refused because of its marker, whose image was deleted, say. */
  readonly isMarkerGone: (error: UpstreamError) => boolean;
}

/** Fetches a page and has it read. @returns the refusal where the upstream no longer knew the marker */
export type FetchPage = (part: ListPart, marker: string | undefined) => Promise<PageFacts | UpstreamError>;

/**
 * Walks through all pages of one listing, from marker to marker.
 *
 * A part ends at a page that adds no new id, whatever the upstream says of further pages, or at one that is longer
 * than was asked for: then the upstream knows no pages.
 */
export class PageWalk {
  constructor(
    private readonly fetchPage: FetchPage,
    private readonly pages: Pick<ImagePages, 'pageSize' | 'parts'>,
    private readonly reader: ListingReader,
    private readonly signal: AbortSignal,
  ) {}

  /** A marker that vanished between two pages, because its image was deleted, restarts the walk once. */
  async list(): Promise<ListingSummary> {
    if (await this.walk()) {
      const refusal = await this.walk();
      if (refusal) throw refusal;
    }
    return unlessAborted(this.reader.finish(), this.signal);
  }

  /** @returns the upstream's refusal where it no longer knew a marker */
  private async walk(): Promise<UpstreamError | undefined> {
    await unlessAborted(this.reader.begin(), this.signal);
    for (const part of this.pages.parts) {
      const refusal = await this.walkPart(part);
      if (refusal) return refusal;
    }
    return undefined;
  }

  private async walkPart(part: ListPart): Promise<UpstreamError | undefined> {
    let before: string | undefined;
    let marker: string | undefined;
    let isProved = false;
    for (;;) {
      const page = await this.fetchPage(part, marker);
      if (page instanceof UpstreamError) return page;
      if (isIdless(page) && marker !== undefined && !isProved) {
        const refusal = await this.prove(page, part, before);
        if (refusal) return refusal;
        isProved = true;
        continue;
      }
      if (page.added === 0 || page.rows > this.pages.pageSize) return undefined;
      [before, marker, isProved] = [marker, page.marker ?? marker, false];
    }
  }

  /**
   * A page of which no row has an id is either the end of a list that ends in such rows, or an upstream that has
   * begun to answer nonsense; the page before it, asked for again, tells which.
   *
   * @param before the marker of that page
   * @returns the upstream's refusal where it no longer knew that marker
   * @throws UpstreamError `UPSTREAM_INVALID` where it is nonsense
   */
  private async prove(
    { rows }: PageFacts,
    part: ListPart,
    before: string | undefined,
  ): Promise<UpstreamError | undefined> {
    const again = await this.fetchPage(part, before);
    if (again instanceof UpstreamError) return again;
    if (again.marker !== undefined) return undefined;
    throw new UpstreamError('UPSTREAM_INVALID', `none of ${rows} rows in the middle of the list has an id`);
  }
}

function isIdless({ rows, marker }: PageFacts): boolean {
  return rows > 0 && marker === undefined;
}
