import { Inject, Injectable } from '@nestjs/common';

import { CatalogService, type Answerable } from '../catalog/catalog.service.js';
import { ListingCursors, type CursorStart } from '../catalog/cursor.js';
import type { PageStart, SortKey } from '../catalog/image-query.js';
import { pageOf, type ImagePage } from '../catalog/page.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import { CURSOR_SECRET } from '../config/config.module.js';
import type { ImageField } from '../domain/image.js';
import type { View } from '../domain/view.js';
import { KnownSecrets } from '../config/known-secrets.js';
import type { Secret } from '../config/secret.js';
import type { SecretSource } from '../config/secret-source.js';
import { missingHeaders } from '../answers/freshness-headers.js';
import { PageCache } from '../answers/page-cache.js';
import { PreparedAnswer } from '../answers/prepared-answer.js';
import type { CatalogAnswer } from '../answers/replies.js';
import { ProblemError } from '../problems/problem.error.js';
import {
  canonicalFields,
  canonicalFilters,
  listingText,
  maskedFilters,
  type CanonicalFilters,
  queryText,
} from './canonical-query.js';
import { cursorFault } from './cursor-fault.js';
import type { GetImageQueryDto } from './dto/get-image-query.dto.js';
import type { ListImagesQueryDto } from './dto/list-images-query.dto.js';
import { toImageFilters, toSortKeys } from './image-filters.mapper.js';
import { presentImage, presentPage, type PageLinks } from './image-page.presenter.js';
import { LIMIT_DEFAULT } from './image-parameters.js';

const PATH = '/v1/images';

/** A page that was found, with what its links need. */
interface Listing {
  /** What makes it this listing; see `listingText`. */
  readonly text: string;
  /** The same as links show it: without secrets, which a caller may have sent. */
  readonly shown: string;
  /** What its cursors are signed with. */
  readonly secret: Secret;
  readonly cursors: ListingCursors;
  readonly sort: readonly SortKey[];
  readonly fields: readonly ImageField[] | undefined;
  readonly limit: number;
}

/** Answers questions about images from the catalogue, to callers who see so much of it. */
@Injectable()
export class ImagesService {
  constructor(
    private readonly catalog: CatalogService,
    @Inject(CURSOR_SECRET) private readonly cursorSecret: SecretSource,
    private readonly knownSecrets: KnownSecrets,
    private readonly pages: PageCache,
  ) {}

  /**
   * @param query valid by itself, but for its cursor
   * @throws NoCatalogError without a catalogue; ProblemError for a cursor that is not of this listing
   */
  async list(query: ListImagesQueryDto, view: View): Promise<CatalogAnswer> {
    const filters = canonicalFilters(query);
    const listing = this.listingOf(query, filters, view);
    const start = this.startOf(query, listing);
    const { catalog, freshness } = await this.catalog.available(view, query.source);
    const question = this.path(listing.text, listing, query.cursor?.[0], query.offset?.[0]);
    const answer = this.pages.answer({ catalog, secret: listing.secret }, question, () => {
      const { sort, limit } = listing;
      const page = pageOf(catalog, { filters: toImageFilters(filters), sort, start, limit });
      const links = this.linksOf(catalog, page, query, listing);
      const body = presentPage(catalog, page, limit, links, listing.fields);
      return new PreparedAnswer({ catalog, question, body, links });
    });
    return { answer, freshness };
  }

  /**
   * @throws ProblemError `IMAGE_NOT_FOUND`, also for a hidden image; `AMBIGUOUS_ID`; NoCatalogError without a catalogue
   */
  async get(id: string, query: GetImageQueryDto, view: View): Promise<CatalogAnswer> {
    const { catalog, freshness } = await this.catalog.available(view, query.source);
    const position = positionOf({ catalog, freshness }, id, query.source?.[0]);
    const fields = canonicalFields(query.fields?.[0]);
    const question = `${PATH}/${id}?${queryText([
      ['fields', fields?.join()],
      ['source', catalog.sourceOf(position)],
    ])}`;
    const secret = this.cursorSecret.current();
    const answer = this.pages.answer({ catalog, secret }, question, () => {
      const body = presentImage(catalog, position, fields);
      return new PreparedAnswer({ catalog, question, body });
    });
    return { answer, freshness };
  }

  private listingOf(query: ListImagesQueryDto, filters: CanonicalFilters, view: View): Listing {
    const sort = query.sort?.[0];
    const text = listingText(filters, sort);
    const secret = this.cursorSecret.current();
    const masked = maskedFilters(filters, (value) => this.knownSecrets.mask(value));
    return {
      text,
      shown: masked === filters ? text : listingText(masked, sort),
      secret,
      cursors: new ListingCursors(text, view, secret),
      sort: toSortKeys(sort),
      fields: canonicalFields(query.fields?.[0]),
      limit: Number(query.limit?.[0] ?? LIMIT_DEFAULT),
    };
  }

  private startOf({ cursor, offset }: ListImagesQueryDto, { cursors }: Listing): PageStart {
    if (cursor?.[0] === undefined) return { kind: 'offset', offset: Number(offset?.[0] ?? 0) };
    const start = cursors.read(cursor[0]);
    if (typeof start === 'object') return start;
    throw ProblemError.invalidParameters([cursorFault(start)]);
  }

  private linksOf(
    catalog: CatalogView,
    page: ImagePage,
    query: ListImagesQueryDto,
    listing: Listing,
  ): PageLinks {
    const path = (cursor?: string | null, offset?: string): string =>
      this.path(listing.shown, listing, cursor, offset);
    const { nextCursor, prevCursor } = this.cursorsOf(catalog, page, listing);
    return {
      nextCursor,
      prevCursor,
      self: path(query.cursor?.[0], query.offset?.[0]),
      first: path(),
      prev: prevCursor && path(prevCursor),
      next: nextCursor && path(nextCursor),
    };
  }

  /** The path of a page; the first has neither cursor nor offset. */
  private path(listing: string, page: Listing, cursor?: string | null, offset?: string): string {
    const skipped = Number(offset ?? 0);
    const rest = queryText([
      ['fields', page.fields?.join()],
      ['limit', String(page.limit)],
      ['cursor', cursor ?? undefined],
      ['offset', skipped === 0 ? undefined : String(skipped)],
    ]);
    return `${PATH}?${listing === '' ? '' : `${listing}&`}${rest}`;
  }

  private cursorsOf(
    catalog: CatalogView,
    { positions, hasNext, hasPrevious }: ImagePage,
    { sort, cursors }: Listing,
  ): { nextCursor: string | null; prevCursor: string | null } {
    const [first, last] = [positions[0], positions.at(-1)];
    const previous: CursorStart =
      first === undefined ? { kind: 'last' } : { kind: 'before', anchor: catalog.anchor(sort, first) };
    return {
      nextCursor:
        hasNext && last !== undefined
          ? cursors.write({ kind: 'after', anchor: catalog.anchor(sort, last) })
          : null,
      prevCursor: hasPrevious ? cursors.write(previous) : null,
    };
  }
}

/** Of the image with this id, of this source or the only one that has it. */
function positionOf({ catalog, freshness }: Answerable, id: string, source: string | undefined): number {
  const positions = catalog.positionsOf(id);
  const [position, ...others] =
    source === undefined ? positions : positions.filter((at) => catalog.sourceOf(at) === source);
  if (position !== undefined && others.length === 0) return position;
  const headers = missingHeaders(freshness);
  if (position === undefined)
    throw new ProblemError('IMAGE_NOT_FOUND', 'No image of the catalogue has this id.', { headers });
  const sources = positions.map((at) => catalog.sourceOf(at));
  const detail = `Images of the sources ${sources.join(', ')} have this id; say which one with 'source'.`;
  throw new ProblemError('AMBIGUOUS_ID', detail, { sources, headers });
}
