import { Injectable } from '@nestjs/common';

import { CatalogAnswers } from '../answers/catalog-answers.js';
import { missingHeaders } from '../answers/freshness-headers.js';
import type { CatalogAnswer } from '../answers/replies.js';
import type { Answerable } from '../catalog/catalog.service.js';
import type { View } from '../domain/view.js';
import { ProblemError } from '../problems/problem.error.js';
import { canonicalFields, canonicalFilters, queryText, type CanonicalFilters } from './canonical-query.js';
import type { LatestQueryDto } from './dto/latest-query.dto.js';
import { toImageFilters } from './image-filters.mapper.js';
import { presentImage } from './image-page.presenter.js';
import { NEWEST, NEWEST_DEFAULT, type NewestBy } from './newest.js';

const PATH = '/v1/images/latest';

/** Finds the newest image that can be used. */
@Injectable()
export class LatestService {
  constructor(private readonly answers: CatalogAnswers) {}

  /** @throws ProblemError `IMAGE_NOT_FOUND`; NoCatalogError without a catalogue */
  find(query: LatestQueryDto, view: View): Promise<CatalogAnswer> {
    const filters = canonicalFilters(query);
    // a valid `by` is nothing else
    const by = (query.by?.[0] ?? NEWEST_DEFAULT) as NewestBy;
    const fields = canonicalFields(query.fields?.[0]);
    const question = `${PATH}?${queryText([...filters, ['by', by], ['fields', fields?.join()]])}`;
    return this.answers.to({ question, view, sources: query.source }, ({ catalog, freshness }) => {
      const newest = catalog.newest(toImageFilters(filters), NEWEST[by]);
      if (newest === undefined) throw noneFound({ catalog, freshness }, filters);
      return presentImage(catalog, newest, fields);
    });
  }
}

function noneFound({ catalog, freshness }: Answerable, filters: CanonicalFilters): ProblemError {
  const parts = [...filters].map((part) => toImageFilters(new Map([part])));
  const names = [...filters.keys()];
  const blamed = catalog.conflict(parts, toImageFilters(filters)).map((at) => `'${names[at]}'`);
  return new ProblemError('IMAGE_NOT_FOUND', detailOf(blamed), { headers: missingHeaders(freshness) });
}

function detailOf(blamed: readonly string[]): string {
  if (blamed.length === 0) return 'There is no usable image at all.';
  if (blamed.length === 1)
    return `No usable image matches ${blamed.join()}; change this filter or leave it out.`;
  const names = `${blamed.slice(0, -1).join(', ')} and ${blamed.at(-1)}`;
  return `No usable image matches ${names} together; change one of them or leave it out.`;
}
