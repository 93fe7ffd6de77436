import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import type { Image } from '../../domain/image.js';

const textOrNull = { type: 'string', nullable: true } as const;

/**
 * One image. Every field is always there, unless `fields` chose others, and `id` is even then; `null` means that the
 * upstream does not tell.
 */
export class ImageDto implements Image {
  /** @example '1c868787-6207-4ff2-a1e7-ae1331d6829b' */
  @ApiProperty()
  readonly id!: string;

  /** The configured source that lists it. */
  @ApiPropertyOptional({ example: 'default' })
  readonly source!: string;

  /** As its owner wrote it; not unique. */
  @ApiPropertyOptional(textOrNull)
  readonly name!: string | null;

  /** Slug of product and release line; `null` for names that are no releases. */
  @ApiPropertyOptional({ ...textOrNull, example: 'ubuntu-server-22.04-lts' })
  readonly family!: string | null;

  /** `active` images can be used. An open enumeration in lower case. */
  @ApiPropertyOptional({ example: 'active' })
  readonly status!: string;

  /** An open enumeration; the appkey API cannot tell `shared` from `private`. */
  @ApiPropertyOptional({ example: 'public' })
  readonly visibility!: string;

  /** Whether it is protected from deletion. */
  @ApiPropertyOptional()
  readonly protected!: boolean;

  @ApiPropertyOptional({ ...textOrNull, example: 'qcow2' })
  readonly diskFormat!: string | null;

  @ApiPropertyOptional(textOrNull)
  readonly containerFormat!: string | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 0 })
  readonly sizeBytes!: number | null;

  /** The size in IEC units. */
  @ApiPropertyOptional({ ...textOrNull, example: '1.7 GiB' })
  readonly sizeText!: string | null;

  /** The least disk a flavour must have; 0 means no minimum. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  readonly minDiskBytes!: number;

  @ApiPropertyOptional({ example: '20 GiB' })
  readonly minDiskText!: string;

  /** The least memory a flavour must have; 0 means no minimum. */
  @ApiPropertyOptional({ type: 'integer', minimum: 0 })
  readonly minRamBytes!: number;

  @ApiPropertyOptional({ example: '0 B' })
  readonly minRamText!: string;

  @ApiPropertyOptional({ ...textOrNull, example: 'linux' })
  readonly osType!: string | null;

  @ApiPropertyOptional({ ...textOrNull, example: 'ubuntu' })
  readonly osDistro!: string | null;

  @ApiPropertyOptional({ ...textOrNull, example: 'Server 22.04 LTS' })
  readonly osVersion!: string | null;

  @ApiPropertyOptional({ ...textOrNull, example: 'amd64' })
  readonly architecture!: string | null;

  /** The account to log in with. */
  @ApiPropertyOptional({ ...textOrNull, example: 'ubuntu' })
  readonly loginUsername!: string | null;

  @ApiPropertyOptional(textOrNull)
  readonly description!: string | null;

  @ApiPropertyOptional({ ...textOrNull, format: 'date', example: '2026-03-10' })
  readonly releaseDate!: string | null;

  @ApiPropertyOptional({ type: 'array', items: { type: 'string' } })
  readonly tags!: readonly string[];

  @ApiPropertyOptional(textOrNull)
  readonly checksum!: string | null;

  @ApiPropertyOptional({ ...textOrNull, format: 'date-time' })
  readonly createdAt!: string | null;

  @ApiPropertyOptional({ ...textOrNull, format: 'date-time' })
  readonly updatedAt!: string | null;

  /** Properties that the operator lets through, as text, sorted by key. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  readonly properties!: Readonly<Record<string, string>>;
}
