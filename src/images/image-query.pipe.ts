import { Inject, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';

import { CatalogService } from '../catalog/catalog.service.js';
import { readCursor } from '../catalog/cursor.js';
import { CURSOR_SECRET } from '../config/config.module.js';
import type { SecretSource } from '../config/secret-source.js';
import type { RawQuery } from '../parameters/query-string.js';
import { validateQuery } from '../parameters/validate-query.js';
import type { ParameterFault } from '../problems/parameter-fault.js';
import { ProblemError } from '../problems/problem.error.js';
import { unknownValues, type EnumParameters } from './known-values.js';

type ImageQueryDto = EnumParameters & { readonly cursor?: readonly string[] };

/** Turns a request's query into the DTO that the handler names, or refuses it with everything that is wrong. */
@Injectable()
export class ImageQueryPipe implements PipeTransform<RawQuery, Promise<ImageQueryDto>> {
  constructor(
    private readonly catalog: CatalogService,
    @Inject(CURSOR_SECRET) private readonly cursorSecret: SecretSource,
  ) {}

  async transform(raw: RawQuery, { metatype }: ArgumentMetadata): Promise<ImageQueryDto> {
    // every handler that uses this pipe names one of the query DTOs
    const Dto = metatype as new () => ImageQueryDto;
    const { dto, faults } = validateQuery(raw, Dto);
    faults.push(...this.cursorFaults(dto), ...(await this.valueFaults(dto, faults.length === 0)));
    if (faults.length > 0) throw ProblemError.invalidParameters(faults);
    return dto;
  }

  /** Whether the cursor belongs to this listing is found out later: only a valid query says which listing it is. */
  private cursorFaults({ cursor }: ImageQueryDto): ParameterFault[] {
    const [text, ...more] = cursor ?? [];
    if (text === undefined || more.length > 0 || text.trim() === '') return [];
    if (readCursor(text, '', this.cursorSecret.current()) !== 'INVALID_CURSOR') return [];
    return [
      { parameter: 'cursor', code: 'INVALID_CURSOR', detail: 'must be a cursor that this service gave out' },
    ];
  }

  /** A value that only a catalogue can know waits for the first one, unless the query is wrong anyway. */
  private async valueFaults(dto: ImageQueryDto, soFarRight: boolean): Promise<ParameterFault[]> {
    const sourceIds = this.catalog.sourceIds;
    const undocumented = unknownValues(dto, undefined, sourceIds);
    if (undocumented.length === 0) return [];
    const served = soFarRight ? await this.catalog.available() : this.catalog.now();
    return unknownValues(dto, served?.snapshot, sourceIds);
  }
}
