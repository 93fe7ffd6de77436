import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { FACETS } from '../../catalog/facets.js';
import { CatalogVersionDto } from './image-page.dto.js';

/** A value, and how many images have it. */
class FacetBucketDto {
  /** As a filter takes it. */
  @ApiProperty({ type: 'string', example: 'active' })
  readonly value!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly count!: number;
}

/** The images that match all filters but that of the facet itself, counted by value. */
class FacetDto {
  /** Most images first, then by value. */
  @ApiProperty({ type: [FacetBucketDto] })
  readonly buckets!: FacetBucketDto[];

  /** Images that have no value. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly missing!: number;

  /** Counts of all values beyond `facetLimit`, together. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly other!: number;
}

/** Those that were asked for, in the documented order. */
export class FacetsByNameDto {}

for (const facet of FACETS) ApiPropertyOptional({ type: FacetDto })(FacetsByNameDto.prototype, facet);

/** Counts of what matches. */
export class FacetsDto {
  /** How many images match all filters. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly total!: number;

  @ApiProperty({ type: FacetsByNameDto })
  readonly facets!: FacetsByNameDto;

  @ApiProperty({ type: CatalogVersionDto })
  readonly catalog!: CatalogVersionDto;
}
