import { Injectable } from '@nestjs/common';

import { CatalogAnswers } from '../answers/catalog-answers.js';
import type { CatalogAnswer } from '../answers/replies.js';
import { FACETS } from '../catalog/facets.js';
import type { View } from '../domain/view.js';
import { canonicalFilters, queryText } from './canonical-query.js';
import type { FacetsQueryDto } from './dto/facets-query.dto.js';
import { presentFacets } from './facets.presenter.js';
import { toImageFilters } from './image-filters.mapper.js';
import { FACET_LIMIT_DEFAULT } from './image-parameters.js';

const PATH = '/v1/images/facets';

/** Counts images by value. */
@Injectable()
export class FacetsService {
  constructor(private readonly answers: CatalogAnswers) {}

  /** @throws NoCatalogError without a catalogue */
  count(query: FacetsQueryDto, view: View): Promise<CatalogAnswer> {
    const filters = canonicalFilters(query);
    const asked = new Set(query.facet ?? FACETS);
    const facets = FACETS.filter((facet) => asked.has(facet));
    const limit = Number(query.facetLimit?.[0] ?? FACET_LIMIT_DEFAULT);
    const question = `${PATH}?${queryText([
      ...filters,
      ['facet', facets.length === FACETS.length ? undefined : facets],
      ['facetLimit', String(limit)],
    ])}`;
    return this.answers.to({ question, view, sources: query.source }, ({ catalog }) =>
      presentFacets(catalog, { filters: toImageFilters(filters), facets, limit }),
    );
  }
}
