import { ApiProperty } from '@nestjs/swagger';

import { IMAGE_FIELDS, type ImageField } from '../domain/image.js';
import { ImageDto } from '../images/dto/image.dto.js';

/** What an image was known by that is there no more. */
export class RemovedImageDto {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ example: 'default' })
  readonly source!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly name!: string | null;
}

/** An image that is not as it was. */
export class ChangedImageDto {
  /** The fields that differ, in the documented order. */
  @ApiProperty({ enum: IMAGE_FIELDS, isArray: true, example: ['status'] })
  readonly fields!: readonly ImageField[];

  /** As it is now. */
  @ApiProperty({ type: ImageDto })
  readonly image!: ImageDto;
}

/** What lies between two versions of the catalogue, all taken together; each list in the order of id, then source. */
export class ChangesDto {
  /** The version that was asked about. */
  @ApiProperty({ example: 'c0ffee12c0ffee12' })
  readonly from!: string;

  /** The version after these changes: ask with this one next. */
  @ApiProperty({ example: 'decade34decade34' })
  readonly to!: string;

  @ApiProperty({ type: [ImageDto] })
  readonly added!: readonly ImageDto[];

  @ApiProperty({ type: [RemovedImageDto] })
  readonly removed!: readonly RemovedImageDto[];

  @ApiProperty({ type: [ChangedImageDto] })
  readonly changed!: readonly ChangedImageDto[];
}
