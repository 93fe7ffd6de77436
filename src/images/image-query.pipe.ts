import { Inject, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';

import { CatalogService } from '../catalog/catalog.service.js';
import { ListingCursors } from '../catalog/cursor.js';
import { CURSOR_SECRET } from '../config/config.module.js';
import type { View } from '../domain/view.js';
import type { SecretSource } from '../config/secret-source.js';
import type { ViewersQuery } from '../parameters/query-string.js';
import { validateQuery } from '../parameters/validate-query.js';
import type { ParameterFault } from '../problems/parameter-fault.js';
import { ProblemError } from '../problems/problem.error.js';
import { canonicalFilters, listingText, makesListing } from './canonical-query.js';
import { cursorFault } from './cursor-fault.js';
import type { ImageFiltersDto } from './dto/image-filters.dto.js';
import type { ListImagesQueryDto } from './dto/list-images-query.dto.js';
import { unknownValues } from './known-values.js';

type ImageQueryDto = ImageFiltersDto & Pick<ListImagesQueryDto, 'sort' | 'cursor'>;

/**
 * Turns a request's query into the DTO that the handler names, or refuses it with everything that is wrong.
 *
 * A query that is right by itself is returned in about 4 µs and without a promise. Its cursor is left to whoever
 * uses it, who refuses a wrong one with the same fault, before a catalogue is waited for; here it is read only to be
 * told of together with other faults.
 */
@Injectable()
export class ImageQueryPipe implements PipeTransform<ViewersQuery, ImageQueryDto | Promise<ImageQueryDto>> {
  constructor(
    private readonly catalog: CatalogService,
    @Inject(CURSOR_SECRET) private readonly cursorSecret: SecretSource,
  ) {}

  transform(query: ViewersQuery, { metatype }: ArgumentMetadata): ImageQueryDto | Promise<ImageQueryDto> {
    // every handler that uses this pipe names one of the query DTOs
    const Dto = metatype as new () => ImageQueryDto;
    const { dto, faults } = validateQuery(query, Dto);
    const undocumented = unknownValues(dto, undefined, this.catalog.sourceIds(query.view));
    if (faults.length === 0 && undocumented.length === 0) return dto;
    return this.judge(dto, query.view, faults, undocumented);
  }

  private async judge(
    dto: ImageQueryDto,
    view: View,
    faults: readonly ParameterFault[],
    undocumented: readonly ParameterFault[],
  ): Promise<ImageQueryDto> {
    const ofCursor = this.cursorFaults(dto, view, faults);
    // which sources there are is known without a catalogue
    const ofSource = undocumented.filter(({ parameter }) => parameter === 'source');
    const soFarRight = [...faults, ...ofCursor, ...ofSource].length === 0;
    const ofValues = undocumented.length > 0 ? await this.valueFaults(dto, view, soFarRight) : [];
    const all = [...faults, ...ofCursor, ...ofValues];
    if (all.length > 0) throw ProblemError.invalidParameters(all);
    return dto;
  }

  /** Which listing a cursor must belong to is known only where filters and sort are right. */
  private cursorFaults(
    { cursor, ...query }: ImageQueryDto,
    view: View,
    faults: readonly ParameterFault[],
  ): ParameterFault[] {
    const text = cursor?.[0];
    if (text === undefined || faults.some(({ parameter }) => parameter === 'cursor')) return [];
    const known = !faults.some(({ parameter }) => makesListing(parameter));
    const listing = known ? listingText(canonicalFilters(query), query.sort?.[0]) : '';
    const read = new ListingCursors(listing, view, this.cursorSecret.current()).read(text);
    if (typeof read === 'object' || (read === 'CURSOR_MISMATCH' && !known)) return [];
    return [cursorFault(read)];
  }

  /** A value that only a catalogue can know waits for the first one, unless the query is wrong anyway. */
  private async valueFaults(dto: ImageQueryDto, view: View, soFarRight: boolean): Promise<ParameterFault[]> {
    const served = soFarRight ? await this.catalog.available(view) : this.catalog.now(view);
    return unknownValues(dto, served?.catalog, this.catalog.sourceIds(view));
  }
}
