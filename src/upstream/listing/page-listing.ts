import { splitMember } from '../../json/json-pieces.js';
import { decodedBy, requireJsonType } from '../http/decode-json.js';
import type { ListingLimits, PageBody, PageFacts } from '../listing-reader.port.js';
import { rawImageId, type MappedRow, type MappingRules } from '../normalise/mapped-row.js';
import { UpstreamError } from '../upstream.errors.js';
import { ListingCollector, type CompleteList } from './listing-collector.js';

/** How an API writes a page: an object, whose rows are the list `images` in it. */
export interface PageFormat {
  /**
   * Looks at what is beside the rows.
   *
   * @param retryAfterMs what the upstream asked us to wait, in milliseconds
   * @throws UpstreamError what the answer says of a failure, or `UPSTREAM_INVALID` where it is no page
   */
  readonly open: (answer: unknown, retryAfterMs: number | undefined) => Readonly<Record<string, unknown>>;
  /** Never throws. */
  readonly map: (row: unknown, rules: MappingRules) => MappedRow;
}

/**
 * The work of reading one listing: from the bytes of its pages to images. It waits for nothing, so that it runs in
 * any thread; a page of 1000 rows takes some 20 ms.
 */
export class PageListing {
  private collector: ListingCollector;

  constructor(
    private readonly format: PageFormat,
    private readonly rules: MappingRules,
    private readonly limits: ListingLimits,
  ) {
    this.collector = this.newCollector();
  }

  /** Forgets all pages so far. */
  begin(): void {
    this.collector = this.newCollector();
  }

  /** @throws UpstreamError see `ListingReader.add` */
  add(page: PageBody): PageFacts {
    requireJsonType(page.contentType);
    this.collector.weigh(page.body.reduce((sum, { length }) => sum + length, 0));
    const { rest, elements } = decodedBy(() => splitMember(Buffer.concat(page.body), 'images'));
    if (!Array.isArray(this.format.open(rest, page.retryAfterMs)['images'])) {
      throw new UpstreamError('UPSTREAM_INVALID', 'the answer has no list of images');
    }
    const rows = new MarkedRows(elements, this.rules.mask);
    const added = this.collector.add(rows);
    return { rows: rows.count, added, marker: rows.marker };
  }

  /** @throws UpstreamError see `ListingReader.finish` */
  finish(): CompleteList {
    return this.collector.list();
  }

  private newCollector(): ListingCollector {
    return new ListingCollector((row) => this.format.map(row, this.rules), this.limits);
  }
}

/** Characters; the address of the next page must be one that servers read. */
const LONGEST_MARKER = 512;

/** The rows of a page one after the other, counted, with the marker of the next page noted on the way. */
class MarkedRows implements Iterable<unknown> {
  count = 0;
  marker: string | undefined;

  constructor(
    private readonly elements: Iterable<unknown>,
    private readonly mask: (text: string) => string,
  ) {}

  *[Symbol.iterator](): Iterator<unknown> {
    for (const row of readable(this.elements)) {
      this.count++;
      const id = rawImageId(row);
      if (id !== undefined && this.isMarker(id)) this.marker = id;
      yield row;
    }
  }

  /** None that holds a secret of ours, for a query is logged anywhere. */
  private isMarker(id: string): boolean {
    return id.length <= LONGEST_MARKER && this.mask(id) === id;
  }
}

function* readable(elements: Iterable<unknown>): Iterable<unknown> {
  const rows = elements[Symbol.iterator]();
  for (;;) {
    const row = decodedBy(() => rows.next());
    if (row.done) return;
    yield row.value;
  }
}
