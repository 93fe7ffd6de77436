import type { Image } from '../../domain/image.js';
import { familyOf } from './family.js';
import { publishProperties, readProperties } from './properties.js';
import { parseReleaseName } from './release-name.js';

/** What masking an image depends on besides the image. */
export interface ImageMasking {
  /** Replaces every secret of ours in a text by `***`. */
  readonly mask: (text: string) => string;
  /** Whether callers may see the property of this key. */
  readonly allowsProperty: (key: string) => boolean;
}

/** Stands in no text of an image but a strange one. */
const BETWEEN = '\u0000';

/**
 * Masks secrets in an image that was normalised before they were known, as if they had been masked in the row that it
 * comes from.
 *
 * @returns the same image where it holds none; `undefined` when its id holds one: nobody could ask for it any more
 */
export function maskImage(image: Image, { mask, allowsProperty }: ImageMasking): Image | undefined {
  const texts = textsOf(image).join(BETWEEN);
  if (mask(texts) === texts) return image;
  if (mask(image.id) !== image.id) return undefined;
  const orNull = (text: string | null): string | null => (text === null ? null : mask(text));
  const ifWhole = (text: string | null): string | null => (orNull(text) === text ? text : null);
  return {
    ...image,
    ...maskName(image, mask),
    status: mask(image.status),
    diskFormat: orNull(image.diskFormat),
    containerFormat: orNull(image.containerFormat),
    osType: orNull(image.osType),
    osDistro: orNull(image.osDistro),
    osVersion: orNull(image.osVersion),
    architecture: orNull(image.architecture),
    loginUsername: orNull(image.loginUsername),
    description: orNull(image.description),
    tags: image.tags.map(mask),
    checksum: orNull(image.checksum),
    createdAt: ifWhole(image.createdAt),
    updatedAt: ifWhole(image.updatedAt),
    properties: publishProperties(
      readProperties(image.properties, mask, () => undefined),
      allowsProperty,
    ),
  };
}

/** All that is masked. Sizes and what is ours, such as the source, is not. */
function textsOf(image: Image): readonly (string | null)[] {
  return [
    image.id,
    image.name,
    image.status,
    image.diskFormat,
    image.containerFormat,
    image.osType,
    image.osDistro,
    image.osVersion,
    image.architecture,
    image.loginUsername,
    image.description,
    image.releaseDate,
    ...image.tags,
    image.checksum,
    image.createdAt,
    image.updatedAt,
    ...Object.entries(image.properties).flat(),
  ];
}

/** The family, and the date where it stands in the name, are those of the masked name. */
function maskName(
  { name, family, releaseDate }: Image,
  mask: (text: string) => string,
): Pick<Image, 'name' | 'family' | 'releaseDate'> {
  const date = releaseDate !== null && mask(releaseDate) === releaseDate ? releaseDate : null;
  const masked = name === null ? null : mask(name);
  if (name === null || masked === null || masked === name) return { name, family, releaseDate: date };
  const release = parseReleaseName(masked);
  const isDateLost = parseReleaseName(name)?.date === date && release?.date !== date;
  return {
    name: masked,
    family: release && familyOf(release),
    releaseDate: isDateLost ? (release?.date ?? null) : date,
  };
}
