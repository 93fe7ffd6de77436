import { ApiProperty } from '@nestjs/swagger';

import type { Image } from '../../domain/image.js';

const textOrNull = { type: 'string', nullable: true } as const;

/** One image. Every field is always there, unless `fields` chose others; `null` means that the upstream does not tell. */
export class ImageDto implements Image {
  /** @example '1c868787-6207-4ff2-a1e7-ae1331d6829b' */
  @ApiProperty()
  readonly id!: string;

  /** The configured source that lists it. */
  @ApiProperty({ example: 'default' })
  readonly source!: string;

  /** As its owner wrote it; not unique. */
  @ApiProperty(textOrNull)
  readonly name!: string | null;

  /** Slug of product and release line; `null` for names that are no releases. */
  @ApiProperty({ ...textOrNull, example: 'ubuntu-server-22.04-lts' })
  readonly family!: string | null;

  /** `active` images can be used. An open enumeration in lower case. */
  @ApiProperty({ example: 'active' })
  readonly status!: string;

  /** An open enumeration; the appkey API cannot tell `shared` from `private`. */
  @ApiProperty({ example: 'public' })
  readonly visibility!: string;

  /** Whether it is protected from deletion. */
  @ApiProperty()
  readonly protected!: boolean;

  @ApiProperty({ ...textOrNull, example: 'qcow2' })
  readonly diskFormat!: string | null;

  @ApiProperty(textOrNull)
  readonly containerFormat!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, minimum: 0 })
  readonly sizeBytes!: number | null;

  /** The size in IEC units. */
  @ApiProperty({ ...textOrNull, example: '1.7 GiB' })
  readonly sizeText!: string | null;

  /** The least disk a flavour must have; 0 means no minimum. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly minDiskBytes!: number;

  @ApiProperty({ example: '20 GiB' })
  readonly minDiskText!: string;

  /** The least memory a flavour must have; 0 means no minimum. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly minRamBytes!: number;

  @ApiProperty({ example: '0 B' })
  readonly minRamText!: string;

  @ApiProperty({ ...textOrNull, example: 'linux' })
  readonly osType!: string | null;

  @ApiProperty({ ...textOrNull, example: 'ubuntu' })
  readonly osDistro!: string | null;

  @ApiProperty({ ...textOrNull, example: 'Server 22.04 LTS' })
  readonly osVersion!: string | null;

  @ApiProperty({ ...textOrNull, example: 'amd64' })
  readonly architecture!: string | null;

  /** The account to log in with. */
  @ApiProperty({ ...textOrNull, example: 'ubuntu' })
  readonly loginUsername!: string | null;

  @ApiProperty(textOrNull)
  readonly description!: string | null;

  @ApiProperty({ ...textOrNull, format: 'date', example: '2026-03-10' })
  readonly releaseDate!: string | null;

  @ApiProperty({ type: 'array', items: { type: 'string' } })
  readonly tags!: readonly string[];

  @ApiProperty(textOrNull)
  readonly checksum!: string | null;

  @ApiProperty({ ...textOrNull, format: 'date-time' })
  readonly createdAt!: string | null;

  @ApiProperty({ ...textOrNull, format: 'date-time' })
  readonly updatedAt!: string | null;

  /** Properties that the operator lets through, as text, sorted by key. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  readonly properties!: Readonly<Record<string, string>>;
}
