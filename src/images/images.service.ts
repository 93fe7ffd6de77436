import { Inject, Injectable } from '@nestjs/common';

import { CatalogService } from '../catalog/catalog.service.js';
import { ListingCursors, type CursorStart } from '../catalog/cursor.js';
import type { PageStart, SortKey } from '../catalog/image-query.js';
import { pageOf, type ImagePage } from '../catalog/page.js';
import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import { CURSOR_SECRET } from '../config/config.module.js';
import { KnownSecrets } from '../config/known-secrets.js';
import type { SecretSource } from '../config/secret-source.js';
import type { CatalogAnswer } from '../http/catalog-answer.js';
import { ProblemError } from '../problems/problem.error.js';
import {
  canonicalFields,
  canonicalFilters,
  listingText,
  maskedFilters,
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
  readonly cursors: ListingCursors;
  /** What makes it this listing (`listingText`), as links show it: without secrets, which a caller may have sent. */
  readonly shown: string;
  readonly sort: readonly SortKey[];
  readonly fields: string | undefined;
  readonly limit: number;
}

/** Answers questions about images from the catalogue. */
@Injectable()
export class ImagesService {
  constructor(
    private readonly catalog: CatalogService,
    @Inject(CURSOR_SECRET) private readonly cursorSecret: SecretSource,
    private readonly knownSecrets: KnownSecrets,
  ) {}

  /**
   * @param query valid by itself, but for its cursor
   * @throws NoCatalogError without a catalogue; ProblemError for a cursor that is not of this listing
   */
  async list(query: ListImagesQueryDto): Promise<CatalogAnswer> {
    const filters = canonicalFilters(query);
    const fields = canonicalFields(query.fields?.[0]);
    const text = listingText(filters, query.sort?.[0]);
    const masked = maskedFilters(filters, (value) => this.knownSecrets.mask(value));
    const listing: Listing = {
      cursors: new ListingCursors(text, this.cursorSecret.current()),
      shown: masked === filters ? text : listingText(masked, query.sort?.[0]),
      sort: toSortKeys(query.sort?.[0]),
      fields: fields?.join(),
      limit: Number(query.limit?.[0] ?? LIMIT_DEFAULT),
    };
    const start = this.startOf(query, listing);
    const { snapshot, freshness } = await this.catalog.available();
    const page = pageOf(snapshot, {
      filters: toImageFilters(filters),
      sort: listing.sort,
      start,
      limit: listing.limit,
    });
    const links = this.linksOf(snapshot, page, query, listing);
    const body = presentPage(snapshot, page, listing.limit, links, fields);
    return { body, path: links.self, links, snapshot, freshness };
  }

  /** @throws ProblemError `IMAGE_NOT_FOUND`; NoCatalogError without a catalogue */
  async get(id: string, query: GetImageQueryDto): Promise<CatalogAnswer> {
    const { snapshot, freshness } = await this.catalog.available();
    const source = query.source?.[0];
    const position = snapshot.positionsOf(id).find((at) => !source || snapshot.images[at]!.source === source);
    if (position === undefined) {
      throw new ProblemError('IMAGE_NOT_FOUND', 'No image of the catalogue has this id.');
    }
    const fields = canonicalFields(query.fields?.[0]);
    const path = `${PATH}/${id}?${queryText([['fields', fields?.join()]])}`;
    return { body: presentImage(snapshot, position, fields), path, snapshot, freshness };
  }

  private startOf({ cursor, offset }: ListImagesQueryDto, { cursors }: Listing): PageStart {
    if (cursor?.[0] === undefined) return { kind: 'offset', offset: Number(offset?.[0] ?? 0) };
    const start = cursors.read(cursor[0]);
    if (typeof start === 'object') return start;
    throw ProblemError.invalidParameters([cursorFault(start)]);
  }

  private linksOf(
    snapshot: CatalogSnapshot,
    page: ImagePage,
    query: ListImagesQueryDto,
    listing: Listing,
  ): PageLinks {
    const path = (cursor?: string | null, offset?: string): string =>
      `${PATH}?${[
        ...(listing.shown ? [listing.shown] : []),
        queryText([
          ['fields', listing.fields],
          ['limit', String(listing.limit)],
          ['cursor', cursor ?? undefined],
          ['offset', offset],
        ]),
      ].join('&')}`;
    const { nextCursor, prevCursor } = this.cursorsOf(snapshot, page, listing);
    const offset = Number(query.offset?.[0] ?? 0);
    return {
      nextCursor,
      prevCursor,
      self: path(query.cursor?.[0], offset === 0 ? undefined : String(offset)),
      first: path(),
      prev: prevCursor && path(prevCursor),
      next: nextCursor && path(nextCursor),
    };
  }

  private cursorsOf(
    snapshot: CatalogSnapshot,
    { positions, hasNext, hasPrevious }: ImagePage,
    { sort, cursors }: Listing,
  ): { nextCursor: string | null; prevCursor: string | null } {
    const [first, last] = [positions[0], positions.at(-1)];
    const previous: CursorStart =
      first === undefined
        ? { kind: 'last' }
        : { kind: 'before', anchor: snapshot.orders.anchor(sort, first) };
    return {
      nextCursor:
        hasNext && last !== undefined
          ? cursors.write({ kind: 'after', anchor: snapshot.orders.anchor(sort, last) })
          : null,
      prevCursor: hasPrevious ? cursors.write(previous) : null,
    };
  }
}
