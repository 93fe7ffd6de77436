import { Injectable } from '@nestjs/common';

import { StreamedAnswer } from '../answers/streamed-answer.js';
import type { StreamedCatalogAnswer } from '../answers/streams.js';
import { CatalogService } from '../catalog/catalog.service.js';
import type { View } from '../domain/view.js';
import { canonicalFields, canonicalFilters, listingText, queryText } from './canonical-query.js';
import type { ExportImagesQueryDto } from './dto/export-images-query.dto.js';
import { typeOf, type ExportFormat } from './export-format.js';
import { rowWriter } from './export-rows.js';
import { toImageFilters, toSortKeys } from './image-filters.mapper.js';

const PATH = '/v1/images/export';

/** Finds all images that somebody asks for, to be sent row by row. */
@Injectable()
export class ExportsService {
  constructor(private readonly catalog: CatalogService) {}

  /**
   * @param query valid
   * @throws NoCatalogError without a catalogue
   */
  async find(query: ExportImagesQueryDto, format: ExportFormat, view: View): Promise<StreamedCatalogAnswer> {
    const filters = canonicalFilters(query);
    const sort = query.sort?.[0];
    const fields = canonicalFields(query.fields?.[0]);
    const { catalog, freshness } = await this.catalog.available(view, query.source);
    const listed = [listingText(filters, sort), queryText([['fields', fields?.join()]])];
    const question = `${PATH}?${listed.filter((text) => text !== '').join('&')}`;
    const fileName = `images-${catalog.version}.${format}`;
    const answer = new StreamedAnswer({ catalog, question, mediaType: typeOf(format), fileName });
    return {
      answer,
      freshness,
      rows: () => {
        const listing = catalog.listing({ filters: toImageFilters(filters), sort: toSortKeys(sort) });
        const positions = Int32Array.from(listing.slice(0, listing.total));
        return { positions, ...rowWriter(catalog.rows, format, fields) };
      },
    };
  }
}
