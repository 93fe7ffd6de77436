import { ApiProperty } from '@nestjs/swagger';

import { ImageDto } from './image.dto.js';

const pathOrNull = { type: 'string', nullable: true } as const;

/** Where a page stands in its listing. */
export class PageDto {
  @ApiProperty({ type: 'integer' })
  readonly limit!: number;

  /** The position of the first item among all matches, from 0. */
  @ApiProperty({ type: 'integer' })
  readonly offset!: number;

  /** How many items are on this page. */
  @ApiProperty({ type: 'integer' })
  readonly returned!: number;

  /** How many images match in all. */
  @ApiProperty({ type: 'integer' })
  readonly total!: number;

  /** `cursor` of the next page; `null` on the last one. */
  @ApiProperty(pathOrNull)
  readonly nextCursor!: string | null;

  /** `cursor` of the page before; `null` on the first one. */
  @ApiProperty(pathOrNull)
  readonly prevCursor!: string | null;
}

/** Paths of this page and its neighbours, to be resolved against the address of the gateway. */
export class LinksDto {
  @ApiProperty()
  readonly self!: string;

  @ApiProperty()
  readonly first!: string;

  @ApiProperty(pathOrNull)
  readonly prev!: string | null;

  @ApiProperty(pathOrNull)
  readonly next!: string | null;
}

/** The catalogue that an answer was made from. */
export class CatalogVersionDto {
  /** Equal for equal content, on every replica. */
  @ApiProperty({ example: 'c0ffee12c0ffee12' })
  readonly version!: string;
}

/** A page of images. */
export class ImagePageDto {
  @ApiProperty({ type: [ImageDto] })
  readonly items!: ImageDto[];

  @ApiProperty({ type: PageDto })
  readonly page!: PageDto;

  @ApiProperty({ type: LinksDto })
  readonly links!: LinksDto;

  @ApiProperty({ type: CatalogVersionDto })
  readonly catalog!: CatalogVersionDto;
}
