import type {
  Changes,
  GetImageQuery as GetParameters,
  Image as ImageOfDocument,
  ImagePage as PageOfDocument,
  ListImagesQuery as ListParameters,
} from './api-types.js';
import { Exchanges, type ClientOptions } from './exchange.js';
import { KeptAnswers } from './kept-answers.js';
import { isRecord, unreadable } from './problem.js';
import { watchCatalog, type CatalogEvent, type WatchOptions } from './watch.js';

export { ProblemError, type ProblemCode } from './problem.js';
export type { Changes, ParameterFault } from './api-types.js';
export type { CatalogEvent, ClientOptions, WatchOptions };

/** With every field; `null` where the cloud does not tell. */
export type Image = Required<ImageOfDocument>;
export type ImageField = keyof Image;
/** Only some fields, and `id`. */
export type ImageWith<F extends ImageField> = Pick<Image, F | 'id'>;

export type ImagePage<F extends ImageField = ImageField> = Omit<PageOfDocument, 'items'> & {
  readonly items: readonly ImageWith<F>[];
};

/** Which fields are wanted; all of them without it. */
interface Fields<F extends ImageField> {
  readonly fields?: readonly F[];
}

type NotFilters = 'sort' | 'limit' | 'cursor' | 'offset' | 'fields';
export type ImageFilters = Omit<ListParameters, NotFilters>;
export type ListImagesQuery<F extends ImageField = ImageField> = Omit<ListParameters, 'fields'> & Fields<F>;
/** `limit` is how many are fetched at a time; default 200. */
export type IterateImagesQuery<F extends ImageField = ImageField> = Omit<
  ListImagesQuery<F>,
  'cursor' | 'offset'
>;
export type GetImageQuery<F extends ImageField = ImageField> = Omit<GetParameters, 'fields'> & Fields<F>;
/** `by`: the newest by date of creation (the default), or by version. */
export type LatestImageQuery<F extends ImageField = ImageField> = ImageFilters &
  Fields<F> & { readonly by?: 'created' | 'version' };

/** Of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

type QueryValue = string | number | boolean | readonly string[] | undefined;

const KEPT_CHARACTERS = 4_000_000;
const PAGE_LIMIT = 200;
/** A comma list; all others repeat their parameter. */
const FIELDS = 'fields';

/**
 * A client of Image Gateway: `fetch` and nothing else. Every call may throw a `ProblemError`, the reason of its signal, or
 * what `fetch` throws where nothing answers.
 */
export class ImageGatewayClient {
  private readonly exchanges: Exchanges;
  private readonly kept: KeptAnswers;
  private readonly base: string;

  constructor(options: ClientOptions) {
    this.exchanges = new Exchanges(options);
    this.kept = new KeptAnswers(options.keptCharacters ?? KEPT_CHARACTERS);
    this.base = `${options.baseUrl.replace(/\/+$/, '')}/v1`;
  }

  /** One page of images. */
  listImages<F extends ImageField = ImageField>(
    query: ListImagesQuery<F> = {},
    options: CallOptions = {},
  ): Promise<ImagePage<F>> {
    return this.get<ImagePage<F>>('/images', query, options);
  }

  /** Every image that matches, page by page: nothing twice, and nothing that stayed is skipped. */
  async *iterateImages<F extends ImageField = ImageField>(
    query: IterateImagesQuery<F> = {},
    options: CallOptions = {},
  ): AsyncGenerator<ImageWith<F>, void, undefined> {
    for (let cursor: string | null | undefined; cursor !== null;) {
      const asked = { limit: PAGE_LIMIT, ...query, ...(cursor !== undefined && { cursor }) };
      const { items, page } = await this.listImages<F>(asked, options);
      yield* items;
      cursor = page.nextCursor;
    }
  }

  /** One image. @throws ProblemError `IMAGE_NOT_FOUND` */
  getImage<F extends ImageField = ImageField>(
    id: string,
    query: GetImageQuery<F> = {},
    options: CallOptions = {},
  ): Promise<ImageWith<F>> {
    return this.get<ImageWith<F>>(`/images/${encodeURIComponent(id)}`, query, options);
  }

  /** The newest usable image under these filters. @throws ProblemError `IMAGE_NOT_FOUND` where there is none */
  latestImage<F extends ImageField = ImageField>(
    query: LatestImageQuery<F> = {},
    options: CallOptions = {},
  ): Promise<ImageWith<F>> {
    return this.get<ImageWith<F>>('/images/latest', query, options);
  }

  /**
   * What was added, removed and changed since a version, which is that of a page, or the `to` of the changes before.
   *
   * @throws ProblemError `VERSION_GONE` where it is too old: read the list again
   */
  changesSince(version: string, options: CallOptions = {}): Promise<Changes> {
    return this.get<Changes>('/images/changes', { since: version }, options);
  }

  /** Tells of each new version of the catalogue, until the signal aborts or the loop ends. */
  watch(query: ImageFilters = {}, options: WatchOptions = {}): AsyncGenerator<CatalogEvent, void, undefined> {
    return watchCatalog(this.exchanges, this.address('/events', query), options);
  }

  /** Asks whether an answer that is kept still holds, or for a new one. */
  private get<T>(path: string, query: object, { signal }: CallOptions): Promise<T> {
    const url = this.address(path, query);
    const kept = this.kept.get(url);
    const headers = { accept: 'application/json', ...(kept && { 'if-none-match': kept.etag }) };
    return this.exchanges.get({ url, headers, signal }, async (answer) => {
      const isKept = answer.status === 304 && kept !== undefined;
      const text = isKept ? kept.text : await answer.text();
      const body = parsed(text);
      if (!isRecord(body)) throw unreadable(answer.status, answer.headers.get('x-request-id'));
      const etag = answer.headers.get('etag');
      if (!isKept && etag !== null) this.kept.keep(url, { etag, text });
      // as the API's document promises; it is not checked field by field
      return body as T;
    });
  }

  private address(path: string, query: object): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query) as [string, QueryValue][]) {
      if (value === undefined) continue;
      if (name === FIELDS) parameters.append(name, [value].flat().join());
      else for (const each of [value].flat()) parameters.append(name, String(each));
    }
    const text = parameters.toString();
    return `${this.base}${path}${text === '' ? '' : `?${text}`}`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
