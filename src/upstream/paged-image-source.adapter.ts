import type { UpstreamConfig } from '../config/app-config.js';
import { upstreamSecrets } from '../config/upstream-secrets.js';
import type { SecretSource } from '../config/secret-source.js';
import type { Secret } from '../config/secret.js';
import type { Clock } from '../observability/clock.js';
import { Deadline } from './http/deadline.js';
import { RetryBudget } from './http/retry-budget.js';
import type { UpstreamHttpClient } from './http/upstream-http.client.js';
import { ImageSource } from './image-source.port.js';
import { PageWalk, type ImagePages, type ListPart } from './listing/page-walk.js';
import type { ListingReader, ListingSummary, PageFacts } from './listing-reader.port.js';
import { withToken, type TokenSupply } from './token-cache.js';
import { UpstreamError } from './upstream.errors.js';

/** The route of the image list as logs may name it. */
const IMAGES_OPERATION = 'images';

/** A listing as a whole may take as long as so many exchanges; an upstream whose pages never end takes longer. */
const LISTING_EXCHANGES = 30;

/** What all pages of one listing share. */
interface Listing {
  readonly reader: ListingReader;
  readonly retryBudget: RetryBudget;
  readonly signal: AbortSignal;
}

/** Fetches the image list of an API that gives it in pages, to whoever shows a token in `X-Auth-Token`. */
export class PagedImageSource extends ImageSource {
  readonly id: string;
  readonly api: string;

  constructor(
    private readonly config: UpstreamConfig,
    private readonly pages: ImagePages,
    private readonly tokens: TokenSupply,
    private readonly http: UpstreamHttpClient,
    private readonly clock: Clock,
  ) {
    super();
    this.id = config.sourceId;
    this.api = config.api;
  }

  async listAll(reader: ListingReader, signal: AbortSignal): Promise<ListingSummary> {
    // files that were replaced become known here, so that their secrets are masked in what is read next
    const used = this.secrets((source) => source.current());
    const limitMs = this.config.timeoutMs * LISTING_EXCHANGES;
    const deadline = new Deadline(this.clock, limitMs, signal);
    try {
      const listing = { reader, retryBudget: new RetryBudget(), signal: deadline.signal };
      return await this.walk(listing).catch((error: unknown) => {
        if (!isRejected(error) || !this.haveChanged(used)) throw error;
        return this.walk(listing);
      });
    } catch (error) {
      if (!deadline.expired) throw error;
      throw new UpstreamError('UPSTREAM_TIMEOUT', `the list did not end within ${limitMs} ms`);
    } finally {
      deadline.dispose();
    }
  }

  private secrets(read: (source: SecretSource) => Secret): readonly Secret[] {
    return upstreamSecrets(this.config).map(read);
  }

  /** Whether others than these are in the files: a rotation, whose old credentials were refused before we looked. */
  private haveChanged(used: readonly Secret[]): boolean {
    const current = this.secrets((source) => source.reread());
    return !current.every((secret, at) => secret.equals(used[at]!));
  }

  private walk(listing: Listing): Promise<ListingSummary> {
    const { reader, signal } = listing;
    const fetchPage = (part: ListPart, marker: string | undefined): Promise<PageFacts | UpstreamError> =>
      this.page(part, marker, listing);
    return new PageWalk(fetchPage, this.pages, reader, signal).list();
  }

  private page(
    part: ListPart,
    marker: string | undefined,
    { reader, retryBudget, signal }: Listing,
  ): Promise<PageFacts | UpstreamError> {
    return withToken(frugal(this.tokens, retryBudget), signal, (token) =>
      this.http
        .ask(
          {
            operation: IMAGES_OPERATION,
            method: 'GET',
            url: this.pages.url(part, marker),
            headers: { 'X-Auth-Token': token.reveal() },
            decode: (answer) => reader.add(answer),
          },
          { ...this.config, maxBodySetting: 'UPSTREAM_MAX_BODY', retryBudget },
          signal,
        )
        .catch((error: unknown) => {
          // caught here, because the same refusal of a token says nothing of the marker
          if (marker !== undefined && error instanceof UpstreamError && this.pages.isMarkerGone(error))
            return error;
          throw error;
        }),
    );
  }
}

function isRejected(error: unknown): boolean {
  return error instanceof UpstreamError && error.failure === 'UPSTREAM_REJECTED';
}

/** A renewal counts as a further try: an upstream that refuses a new token for each page does not get many. */
function frugal(tokens: TokenSupply, retryBudget: RetryBudget): TokenSupply {
  return {
    current: (signal) => tokens.current(signal),
    renewed: (refused, signal) =>
      retryBudget.take() ? tokens.renewed(refused, signal) : Promise.resolve(undefined),
  };
}
