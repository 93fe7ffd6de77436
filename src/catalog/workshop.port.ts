import type { ListingReader } from '../upstream/listing-reader.port.js';
import type { PreparedCatalog, PreparedList } from './prepare/prepared-catalog.js';

/** A catalogue of images that were prepared before, with the secrets masked in them that are known by now. */
export interface RestoredCatalog {
  /** With indexes, if the workshop makes them. */
  readonly prepared: PreparedList;
  /** The version that the images had before: another one where a secret was found in them. */
  readonly formerVersion: string;
  /** How many images are left out, because their ids hold a secret. */
  readonly dropped: number;
}

/** A list of images that is to become part of a catalogue. */
export interface ListToMerge {
  /** The bytes of a JSON list; they are moved away from the caller. */
  readonly images: Uint8Array<ArrayBuffer>;
  /** Whether every secret that is known by now is masked in it. */
  readonly isMasked: boolean;
}

/** What became of lists that were merged. */
export interface MergedCatalog {
  /** `undefined` when it has the version that is held already. */
  readonly prepared: PreparedCatalog | undefined;
  /** For each list how many of its images are left out, because their ids hold a secret. */
  readonly dropped: readonly number[];
}

/** A place for the work of one refresh: it reads one listing and prepares a catalogue of it. Always `close()` it. */
export interface Workbench extends ListingReader {
  /** How many secrets (`KnownSecrets.count`) are masked in all that was read since it began; later ones may not be. */
  readonly maskedSecrets: number;

  /**
   * Prepares the listing that was finished.
   *
   * @param heldVersion the version of the catalogue that is held already
   * @returns `undefined` when the listing has that version too: then there is nothing to replace
   * @throws UpstreamError `UPSTREAM_INVALID` when the work cannot be done; see `Workshop`
   */
  prepare(heldVersion: string | undefined): Promise<PreparedList | undefined>;

  /**
   * Checks and prepares images that were stored.
   *
   * @param images the bytes of a JSON list; they are moved away from the caller
   * @throws UpstreamError `UPSTREAM_INVALID` when anything in it is not as this version, with these settings, would
   *   have stored it, or the work cannot be done; see `Workshop`
   */
  restore(images: Uint8Array<ArrayBuffer>): Promise<RestoredCatalog>;

  /**
   * The same for the images of a catalogue that is held already.
   *
   * @returns `undefined` when none of them holds a secret: then there is nothing to replace
   */
  mask(images: Uint8Array<ArrayBuffer>): Promise<RestoredCatalog | undefined>;

  /**
   * Makes one catalogue of lists that were prepared before, with indexes, whatever the order of the lists. Images with
   * one id and one source stand in one of them only.
   *
   * @param heldVersion the version of the catalogue that is held already
   * @throws UpstreamError as `restore`
   */
  merge(lists: readonly ListToMerge[], heldVersion: string | undefined): Promise<MergedCatalog>;

  /** Gives everything back that the work has taken. Whoever still waits gets `UPSTREAM_UNAVAILABLE`. */
  close(): void;
}

/**
 * Where listings are read and catalogues prepared: away from the requests, which wait for none of it.
 *
 * Work that crashes, runs out of memory or does not end within 10 min fails with `UPSTREAM_INVALID`, whichever of
 * its tasks was waited for, and does nothing else: no list comes of it, not even an empty one.
 */
export abstract class Workshop {
  /**
   * @param signal closes the workbench too
   * @param inBackground the work can wait for requests, because there is a catalogue to answer them with
   */
  abstract open(signal?: AbortSignal, inBackground?: boolean): Workbench;
}

/** Where the workshops for some sources, or for all, come from. */
export abstract class Workshops {
  /**
   * @param sourceIds whose images it reads; listings are those of the only one
   * @param isIndexed whether what it prepares and restores can be asked
   */
  abstract of(sourceIds: readonly string[], isIndexed: boolean): Workshop;
}
