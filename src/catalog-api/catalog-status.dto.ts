import { ApiProperty } from '@nestjs/swagger';

import type { CatalogStatus, SourceStatus } from '../catalog/catalog-status.js';
import { UPSTREAM_FAILURES, type UpstreamFailure } from '../upstream/upstream.errors.js';

/** The last refresh of a source, if it failed. */
export class LastFailureDto {
  @ApiProperty({ enum: UPSTREAM_FAILURES })
  readonly class!: UpstreamFailure;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

/** How one source does. */
export class SourceStatusDto implements SourceStatus {
  @ApiProperty({ example: 'default' })
  readonly id!: string;

  @ApiProperty({ example: 'toast-v1' })
  readonly api!: string;

  /** `ok`: fresh; `stale`: served beyond its freshness; `missing`: nothing of it can be served. */
  @ApiProperty({ enum: ['ok', 'stale', 'missing'] })
  readonly state!: 'ok' | 'stale' | 'missing';

  /** Images of it that the client may see. */
  @ApiProperty({ type: 'integer' })
  readonly count!: number;

  /** Rows of the last listing that were no image; 0 for a client that is restricted to some visibility. */
  @ApiProperty({ type: 'integer' })
  readonly skipped!: number;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly lastSuccessAt!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly ageSeconds!: number | null;

  @ApiProperty({ type: LastFailureDto, nullable: true })
  readonly lastFailure!: LastFailureDto | null;
}

/** How the catalogue does. */
export class CatalogStatusDto implements CatalogStatus {
  /** `null` without a catalogue. */
  @ApiProperty({ type: 'string', nullable: true, example: 'c0ffee12c0ffee12' })
  readonly version!: string | null;

  /** Images that the client may see. */
  @ApiProperty({ type: 'integer' })
  readonly count!: number;

  @ApiProperty({ type: 'integer' })
  readonly skipped!: number;

  /** Those that the client may see. */
  @ApiProperty({ type: [SourceStatusDto] })
  readonly sources!: SourceStatusDto[];
}
