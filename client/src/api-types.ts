// Generated from docs/openapi.json by npm run generate; not to be edited.

export interface CatalogStatus {
  /** Images that the client may see. */
  readonly count: number;
  readonly skipped: number;
  /** Those that the client may see. */
  readonly sources: readonly SourceStatus[];
  /** `null` without a catalogue. */
  readonly version: string | null;
}

export interface CatalogVersion {
  /** Equal for equal content, on every replica. */
  readonly version: string;
}

export interface ChangedImage {
  /** The fields that differ, in the documented order. */
  readonly fields: readonly (
    | 'id'
    | 'source'
    | 'name'
    | 'family'
    | 'status'
    | 'visibility'
    | 'protected'
    | 'diskFormat'
    | 'containerFormat'
    | 'sizeBytes'
    | 'sizeText'
    | 'minDiskBytes'
    | 'minDiskText'
    | 'minRamBytes'
    | 'minRamText'
    | 'osType'
    | 'osDistro'
    | 'osVersion'
    | 'architecture'
    | 'loginUsername'
    | 'description'
    | 'releaseDate'
    | 'tags'
    | 'checksum'
    | 'createdAt'
    | 'updatedAt'
    | 'properties'
  )[];
  /** As it is now. */
  readonly image: Image;
}

export interface Changes {
  readonly added: readonly Image[];
  readonly changed: readonly ChangedImage[];
  /** The version that was asked about. */
  readonly from: string;
  readonly removed: readonly RemovedImage[];
  /** The version after these changes: ask with this one next. */
  readonly to: string;
}

export interface FacetBucket {
  readonly count: number;
  /** As a filter takes it. */
  readonly value: string;
}

export interface Facet {
  /** Most images first, then by value. */
  readonly buckets: readonly FacetBucket[];
  /** Images that have no value. */
  readonly missing: number;
  /** Counts of all values beyond `facetLimit`, together. */
  readonly other: number;
}

export interface FacetsByName {
  readonly architecture?: Facet;
  readonly containerFormat?: Facet;
  readonly diskFormat?: Facet;
  readonly family?: Facet;
  readonly osDistro?: Facet;
  readonly osType?: Facet;
  readonly osVersion?: Facet;
  readonly protected?: Facet;
  readonly source?: Facet;
  readonly status?: Facet;
  readonly tag?: Facet;
  readonly visibility?: Facet;
}

export interface Facets {
  readonly catalog: CatalogVersion;
  readonly facets: FacetsByName;
  /** How many images match all filters. */
  readonly total: number;
}

export interface Families {
  readonly catalog: CatalogVersion;
  /** By `family`. */
  readonly items: readonly Family[];
}

export interface Family {
  /** How many images it has. */
  readonly count: number;
  readonly family: string;
  readonly firstReleaseDate: string | null;
  readonly lastReleaseDate: string | null;
  /** The usable image that was created last; `null` if none can be used. */
  readonly latest: Image | null;
  readonly osDistro: string | null;
  /** What all its images say; `null` where they differ, or say nothing. */
  readonly osType: string | null;
  readonly osVersion: string | null;
  /** How many of them can be used. */
  readonly usable: number;
}

export interface Image {
  readonly architecture?: string | null;
  readonly checksum?: string | null;
  readonly containerFormat?: string | null;
  readonly createdAt?: string | null;
  readonly description?: string | null;
  readonly diskFormat?: string | null;
  /** Slug of product and release line; `null` for names that are no releases. */
  readonly family?: string | null;
  readonly id: string;
  /** The account to log in with. */
  readonly loginUsername?: string | null;
  /** The least disk a flavour must have; 0 means no minimum. */
  readonly minDiskBytes?: number;
  readonly minDiskText?: string;
  /** The least memory a flavour must have; 0 means no minimum. */
  readonly minRamBytes?: number;
  readonly minRamText?: string;
  /** As its owner wrote it; not unique. */
  readonly name?: string | null;
  readonly osDistro?: string | null;
  readonly osType?: string | null;
  readonly osVersion?: string | null;
  /** Properties that the operator lets through, as text, sorted by key. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Whether it is protected from deletion. */
  readonly protected?: boolean;
  readonly releaseDate?: string | null;
  readonly sizeBytes?: number | null;
  /** The size in IEC units. */
  readonly sizeText?: string | null;
  /** The configured source that lists it. */
  readonly source?: string;
  /** `active` images can be used. An open enumeration in lower case. */
  readonly status?: string;
  readonly tags?: readonly string[];
  readonly updatedAt?: string | null;
  /** An open enumeration; the appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string;
}

export interface ImagePage {
  readonly catalog: CatalogVersion;
  readonly items: readonly Image[];
  readonly links: Links;
  readonly page: Page;
}

export interface LastFailure {
  readonly at: string;
  readonly class: 'UPSTREAM_UNAVAILABLE' | 'UPSTREAM_REJECTED' | 'UPSTREAM_INVALID' | 'UPSTREAM_TIMEOUT';
}

export interface Links {
  readonly first: string;
  readonly next: string | null;
  readonly prev: string | null;
  readonly self: string;
}

export interface Page {
  readonly limit: number;
  /** `cursor` of the next page; `null` on the last one. */
  readonly nextCursor: string | null;
  /** The position of the first item among all matches, from 0. */
  readonly offset: number;
  /** `cursor` of the page before; `null` on the first one. */
  readonly prevCursor: string | null;
  /** How many items are on this page. */
  readonly returned: number;
  /** How many images match in all. */
  readonly total: number;
}

/** One thing that is wrong with the query. */
export interface ParameterFault {
  readonly allowed?: readonly string[];
  readonly code:
    | 'INVALID_FORMAT'
    | 'OUT_OF_RANGE'
    | 'REPEATED_PARAMETER'
    | 'TOO_MANY_VALUES'
    | 'TOO_LONG'
    | 'EMPTY_VALUE'
    | 'UNKNOWN_VALUE'
    | 'CONFLICT'
    | 'UNKNOWN_PARAMETER'
    | 'REQUIRED'
    | 'INVALID_CURSOR'
    | 'CURSOR_MISMATCH';
  readonly detail: string;
  readonly parameter: string;
}

/** Why a request was not answered as asked (RFC 9457). */
export interface Problem {
  readonly code:
    | 'INVALID_PARAMETER'
    | 'MALFORMED_REQUEST'
    | 'UNAUTHENTICATED'
    | 'FORBIDDEN'
    | 'IMAGE_NOT_FOUND'
    | 'FAMILY_NOT_FOUND'
    | 'ROUTE_NOT_FOUND'
    | 'METHOD_NOT_ALLOWED'
    | 'NOT_ACCEPTABLE'
    | 'REQUEST_TIMEOUT'
    | 'AMBIGUOUS_ID'
    | 'VERSION_GONE'
    | 'URI_TOO_LONG'
    | 'RATE_LIMITED'
    | 'HEADERS_TOO_LARGE'
    | 'INTERNAL'
    | 'UPSTREAM_INVALID'
    | 'UPSTREAM_UNAVAILABLE'
    | 'UPSTREAM_REJECTED'
    | 'NOT_READY'
    | 'OVERLOADED'
    | 'DRAINING'
    | 'UPSTREAM_TIMEOUT';
  readonly detail: string;
  readonly errors?: readonly ParameterFault[];
  readonly requestId: string;
  /** With `AMBIGUOUS_ID`: the sources that have an image with this id. */
  readonly sources?: readonly string[];
  readonly status: number;
  readonly title: string;
  readonly type: string;
}

export interface Refresh {
  /** A new one began; one was running already; or one was started less than 5 s ago, and none was now. */
  readonly refresh: 'started' | 'joined' | 'recent';
}

export interface RemovedImage {
  readonly id: string;
  readonly name: string | null;
  readonly source: string;
}

export interface SourceStatus {
  readonly ageSeconds: number | null;
  readonly api: string;
  /** Images of it that the client may see. */
  readonly count: number;
  readonly id: string;
  readonly lastFailure: LastFailure | null;
  readonly lastSuccessAt: string | null;
  /** Rows of the last listing that were no image; 0 for a client that is restricted to some visibility. */
  readonly skipped: number;
  /** `ok`: fresh; `stale`: served beyond its freshness; `missing`: nothing of it can be served. */
  readonly state: 'ok' | 'stale' | 'missing';
}

/** What may be asked of `followCatalog`. */
export interface FollowCatalogQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
}

/** What may be asked of `listFamilies`. */
export interface ListFamiliesQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
}

/** What may be asked of `getFamily`. */
export interface GetFamilyQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
}

/** What may be asked of `listImages`. */
export interface ListImagesQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
  /** The order: up to three fields with commas between them, `-` in front for descending. Ties go by id. Unknown values come last in both directions; names and versions compare naturally, `9.10` after `9.9`. */
  readonly sort?: string;
  /** Images per page. */
  readonly limit?: number;
  /** `nextCursor` or `prevCursor` of another page, unchanged, with the same filters and sort, by a client that sees the same. */
  readonly cursor?: string;
  /** How many images to skip. A cursor is the better way: it keeps its place when images come and go. */
  readonly offset?: number;
  /** Only these fields of each image, and always `id`; a comma list. */
  readonly fields?: string;
}

/** What may be asked of `listChanges`. */
export interface ListChangesQuery {
  /** The `catalog.version` of an answer, or the `to` of the last changes. */
  readonly since?: string;
}

/** What may be asked of `exportImages`. */
export interface ExportImagesQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
  /** The order, as in a listing. */
  readonly sort?: string;
  /** Only these fields, or columns, and always `id`; a comma list. */
  readonly fields?: string;
  /** The form of the export; without it `Accept` decides, and CSV where that says nothing. */
  readonly format?: 'csv' | 'ndjson';
}

/** What may be asked of `countImages`. */
export interface CountImagesQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
  /** What to count by; everything, if nothing is said. Each facet ignores the filter of the same name. */
  readonly facet?:
    | 'status'
    | 'visibility'
    | 'diskFormat'
    | 'containerFormat'
    | 'osType'
    | 'osDistro'
    | 'osVersion'
    | 'architecture'
    | 'family'
    | 'tag'
    | 'protected'
    | 'source'
    | readonly (
        | 'status'
        | 'visibility'
        | 'diskFormat'
        | 'containerFormat'
        | 'osType'
        | 'osDistro'
        | 'osVersion'
        | 'architecture'
        | 'family'
        | 'tag'
        | 'protected'
        | 'source'
      )[];
  /** How many values of each facet are told. */
  readonly facetLimit?: number;
}

/** What may be asked of `latestImage`. */
export interface LatestImageQuery {
  /** Only these images. An id that does not exist is simply absent from the answer; case makes no difference. */
  readonly id?: string | readonly string[];
  /** Only images of exactly this name, case included. */
  readonly name?: string | readonly string[];
  /** Only images whose name contains this text, without regard to case; `*`, `%` and `(` mean themselves. */
  readonly nameContains?: string;
  /** Only images in which every word (at most 8) occurs: in name, id, description, osDistro, osVersion or family. */
  readonly q?: string;
  /** Only images in this state. A value is accepted if it is documented or an image that the client may see has it. */
  readonly status?: string | readonly string[];
  /** Only images of this visibility. The appkey API cannot tell `shared` from `private`. */
  readonly visibility?: string | readonly string[];
  /** Only images of this disk format. */
  readonly diskFormat?: string | readonly string[];
  /** Only images of this container format. */
  readonly containerFormat?: string | readonly string[];
  /** Only images of this type of operating system, without regard to case. */
  readonly osType?: string | readonly string[];
  /** Only images of this distribution, without regard to case. */
  readonly osDistro?: string | readonly string[];
  /** Only images of exactly this version text, without regard to case. */
  readonly osVersion?: string | readonly string[];
  /** Only images for this architecture, without regard to case. */
  readonly architecture?: string | readonly string[];
  /** Only images of this family, without regard to case. */
  readonly family?: string | readonly string[];
  /** Only images with all of these tags. */
  readonly tag?: string | readonly string[];
  /** Only images with all of these properties: `key`, or `key:value` for exactly that value. */
  readonly property?: string | readonly string[];
  /** Only images that are, or are not, protected from deletion. */
  readonly protected?: boolean;
  /** Only images of at least this size; an unknown size never matches. */
  readonly sizeMin?: string;
  /** Only images of at most this size; an unknown size never matches. */
  readonly sizeMax?: string;
  /** Only images that run on a flavour with this much disk. */
  readonly fitsDisk?: string;
  /** Only images that run on a flavour with this much memory. */
  readonly fitsRam?: string;
  /** Only images created at this moment or later. */
  readonly createdSince?: string;
  /** Only images created before this moment. */
  readonly createdBefore?: string;
  /** Only images updated at this moment or later. */
  readonly updatedSince?: string;
  /** Only images updated before this moment. */
  readonly updatedBefore?: string;
  /** Only images of this configured source. */
  readonly source?: string | readonly string[];
  /** What makes an image newer: when it was `created`; or its `version`, naturally compared (`9.10` after `9.9`), of equal ones the date of release, then when it was created. */
  readonly by?: 'created' | 'version';
  /** Only these fields, and always `id`; a comma list. */
  readonly fields?: string;
}

/** What may be asked of `getImage`. */
export interface GetImageQuery {
  /** Only these fields, and always `id`; a comma list. */
  readonly fields?: string;
  /** The configured source that lists the image. */
  readonly source?: string;
}
