import { Injectable } from '@nestjs/common';

import { CatalogAnswers } from '../answers/catalog-answers.js';
import { missingHeaders } from '../answers/freshness-headers.js';
import type { CatalogAnswer } from '../answers/replies.js';
import type { View } from '../domain/view.js';
import { canonicalFilters, queryText } from '../images/canonical-query.js';
import type { ImageFiltersDto } from '../images/dto/image-filters.dto.js';
import { toImageFilters } from '../images/image-filters.mapper.js';
import { ProblemError } from '../problems/problem.error.js';
import { presentFamilies, presentFamily } from './family.presenter.js';

const PATH = '/v1/families';

/** Tells of the families of images. */
@Injectable()
export class FamiliesService {
  constructor(private readonly answers: CatalogAnswers) {}

  /** @throws NoCatalogError without a catalogue */
  list(query: ImageFiltersDto, view: View): Promise<CatalogAnswer> {
    const filters = canonicalFilters(query);
    const question = `${PATH}?${queryText(filters)}`;
    return this.answers.to({ question, view, sources: query.source }, ({ catalog }) =>
      presentFamilies(catalog, catalog.families(toImageFilters(filters))),
    );
  }

  /** @throws ProblemError `FAMILY_NOT_FOUND`, also where no image of it matches; NoCatalogError without a catalogue */
  get(name: string, query: ImageFiltersDto, view: View): Promise<CatalogAnswer> {
    const filters = canonicalFilters(query);
    const question = `${PATH}/${encodeURIComponent(name)}?${queryText(filters)}`;
    return this.answers.to({ question, view, sources: query.source }, ({ catalog, freshness }) => {
      const family = catalog.family(toImageFilters(filters), name);
      if (family) return presentFamily(catalog, family);
      const whose = filters.size === 0 ? 'No image' : 'No image that matches';
      throw new ProblemError('FAMILY_NOT_FOUND', `${whose} is of this family.`, {
        headers: missingHeaders(freshness),
      });
    });
  }
}
