import { FACETS } from '../../catalog/facets.js';
import { ChoicesParameter } from '../../parameters/choice.parameter.js';
import { IntegerParameter } from '../../parameters/number.parameter.js';
import { FACET_LIMIT_DEFAULT, FACET_LIMIT_MAX } from '../image-parameters.js';
import { ImageFiltersDto } from './image-filters.dto.js';

/** What a caller may ask of `GET /v1/images/facets`. */
export class FacetsQueryDto extends ImageFiltersDto {
  /** What to count by; everything, if nothing is said. Each facet ignores the filter of the same name. */
  @ChoicesParameter(FACETS)
  readonly facet?: readonly string[];

  /** How many values of each facet are told. */
  @IntegerParameter({ min: 1, max: FACET_LIMIT_MAX, default: FACET_LIMIT_DEFAULT })
  readonly facetLimit?: readonly string[];
}
