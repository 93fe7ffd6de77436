import { decodeStoredImages, readStoredImages, type StoredImageRules } from '../catalog/stored-images.js';
import type { ListToMerge, MergedCatalog, RestoredCatalog } from '../catalog/workshop.port.js';
import { prepareCatalog } from '../catalog/prepare/prepare-catalog.js';
import { prepareRows, type PreparedRows } from '../catalog/prepare/prepare-rows.js';
import type { PreparedList } from '../catalog/prepare/prepared-catalog.js';
import type { UpstreamConfig } from '../config/app-config.js';
import { SecretMask } from '../config/secret-mask.js';
import type { Image } from '../domain/image.js';
import { PageListing } from '../upstream/listing/page-listing.js';
import type { ListingLimits, ListingSummary, PageBody, PageFacts } from '../upstream/listing-reader.port.js';
import { maskImage, type ImageMasking } from '../upstream/normalise/mask-image.js';
import { compilePropertyAllowList, isPublished } from '../upstream/normalise/properties.js';
import { PAGE_FORMATS } from '../upstream/page-formats.js';

/** What the work depends on besides its tasks. Holds no secret. */
export interface WorkRules {
  /** The API whose pages are read. */
  readonly api: UpstreamConfig['api'];
  /** The configured ids of the upstreams whose images it reads; a listing is that of the first. */
  readonly sources: readonly string[];
  /** Keys of properties that may be published; `*` stands for any run of characters. */
  readonly propertiesAllow: readonly string[];
  readonly limits: ListingLimits;
  /** Whether what is prepared and restored gets its indexes; what is merged does. */
  readonly isIndexed: boolean;
}

/** The one property that no pattern allows, because it says which projects there are. */
const OWNER = 'owner';

/**
 * The tasks of a refresh as plain calculations, which wait for nothing: where they are done is up to a `Runner`.
 * 100,000 images take some seconds and a few hundred megabytes.
 */
export class Work {
  private readonly listing: PageListing;
  private readonly storedRules: StoredImageRules;
  private readonly masking: ImageMasking;
  private secrets = new SecretMask([]);
  private images: readonly Image[] = [];
  private readonly isIndexed: boolean;

  constructor({ api, sources, propertiesAllow, limits, isIndexed }: WorkRules) {
    const allowsProperty = compilePropertyAllowList(propertiesAllow);
    const mask = (text: string): string => this.secrets.mask(text);
    this.masking = { mask, allowsProperty };
    this.isIndexed = isIndexed;
    const [source = ''] = sources;
    const publishesOwner = propertiesAllow.includes(OWNER);
    this.listing = new PageListing(PAGE_FORMATS[api], { source, publishesOwner, ...this.masking }, limits);
    const publishes = (key: string): boolean => isPublished(key, allowsProperty);
    this.storedRules = { sources, publishes, maxImages: limits.maxImages };
  }

  /** Takes note of all secrets that are masked from now on. */
  learn(secrets: readonly string[]): void {
    this.secrets = new SecretMask(secrets);
  }

  begin(): void {
    this.listing.begin();
  }

  add(page: PageBody): PageFacts {
    return this.listing.add(page);
  }

  finish(): ListingSummary {
    const { images, summary } = this.listing.finish();
    this.images = images;
    this.listing.begin();
    return summary;
  }

  prepare(heldVersion: string | undefined): PreparedList | undefined {
    const rows = prepareRows(this.images);
    return rows.version === heldVersion ? undefined : this.finished(rows);
  }

  /** @param secrets all that are masked from now on */
  restore(stored: Uint8Array, secrets: readonly string[]): RestoredCatalog {
    this.learn(secrets);
    const images = decodeStoredImages(stored, this.storedRules);
    const masked = images.map((image) => maskImage(image, this.masking));
    const kept = masked.filter((image) => image !== undefined);
    const rows = prepareRows(kept);
    const isSame = masked.every((image, index) => image === images[index]);
    return {
      prepared: this.finished(rows),
      formerVersion: isSame ? rows.version : prepareRows(images).version,
      dropped: images.length - kept.length,
    };
  }

  /** @param secrets as above */
  mask(held: Uint8Array, secrets: readonly string[]): RestoredCatalog | undefined {
    this.learn(secrets);
    for (const image of readStoredImages(held, this.storedRules)) {
      if (maskImage(image, this.masking) !== image) return this.restore(held, secrets);
    }
    return undefined;
  }

  /** @param secrets as above */
  merge(
    lists: readonly ListToMerge[],
    secrets: readonly string[],
    heldVersion: string | undefined,
  ): MergedCatalog {
    this.learn(secrets);
    const merged: Image[] = [];
    const dropped = lists.map((list) => this.gather(list, merged));
    const rows = prepareRows(merged);
    return { prepared: rows.version === heldVersion ? undefined : prepareCatalog(rows), dropped };
  }

  /** @returns how many images are left out */
  private gather({ images, isMasked }: ListToMerge, merged: Image[]): number {
    let dropped = 0;
    for (const image of readStoredImages(images, this.storedRules)) {
      const kept = isMasked ? image : maskImage(image, this.masking);
      if (kept) merged.push(kept);
      else dropped++;
    }
    return dropped;
  }

  private finished(rows: PreparedRows): PreparedList {
    if (this.isIndexed) return prepareCatalog(rows);
    const { version, images, json } = rows;
    return { version, count: images.length, json };
  }
}
