import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';

import { ProblemError } from '../problems/problem.error.js';
import type { RawQuery } from './query-string.js';
import { validateQuery } from './validate-query.js';

/** Turns a request's query into the DTO that the handler names, or refuses it with everything that is wrong. */
@Injectable()
export class QueryPipe implements PipeTransform<RawQuery, object> {
  transform(raw: RawQuery, { metatype }: ArgumentMetadata): object {
    // every handler that uses this pipe names its query DTO
    const { dto, faults } = validateQuery(raw, metatype as new () => object);
    if (faults.length > 0) throw ProblemError.invalidParameters(faults);
    return dto;
  }
}
