import { ApiProperty, getSchemaPath } from '@nestjs/swagger';

import { ImageDto } from '../../images/dto/image.dto.js';
import { CatalogVersionDto } from '../../images/dto/image-page.dto.js';

const textOrNull = { type: 'string', nullable: true } as const;
const dateOrNull = { ...textOrNull, format: 'date', example: '2026-03-10' } as const;

/** The images of one product and release line, as far as they match. */
export class FamilyDto {
  @ApiProperty({ example: 'ubuntu-server-22.04-lts' })
  readonly family!: string;

  /** What all its images say; `null` where they differ, or say nothing. */
  @ApiProperty({ ...textOrNull, example: 'linux' })
  readonly osType!: string | null;

  @ApiProperty({ ...textOrNull, example: 'ubuntu' })
  readonly osDistro!: string | null;

  @ApiProperty({ ...textOrNull, example: 'Server 22.04 LTS' })
  readonly osVersion!: string | null;

  /** How many images it has. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly count!: number;

  /** How many of them can be used. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly usable!: number;

  @ApiProperty(dateOrNull)
  readonly firstReleaseDate!: string | null;

  @ApiProperty(dateOrNull)
  readonly lastReleaseDate!: string | null;

  /** The usable image that was created last; `null` if none can be used. */
  @ApiProperty({ oneOf: [{ $ref: getSchemaPath(ImageDto) }, { type: 'null' }] })
  readonly latest!: ImageDto | null;
}

/** All families that have an image which matches. */
export class FamiliesDto {
  /** By `family`. */
  @ApiProperty({ type: [FamilyDto] })
  readonly items!: FamilyDto[];

  @ApiProperty({ type: CatalogVersionDto })
  readonly catalog!: CatalogVersionDto;
}
