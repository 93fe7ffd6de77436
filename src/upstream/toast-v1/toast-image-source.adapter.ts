import type { UpstreamConfig } from '../../config/app-config.js';
import type { Clock } from '../../observability/clock.js';
import { Deadline } from '../http/deadline.js';
import { RetryBudget } from '../http/retry-budget.js';
import { unlessAborted } from '../http/stopped.js';
import type { UpstreamHttpClient } from '../http/upstream-http.client.js';
import { ImageSource } from '../image-source.port.js';
import type { ListingReader, ListingSummary, PageFacts } from '../listing-reader.port.js';
import { withToken, type TokenSupply } from '../token-cache.js';
import { UpstreamError } from '../upstream.errors.js';
import { IMAGES_OPERATION, ToastEndpoint } from './toast-endpoint.js';

/** A listing as a whole may take as long as so many exchanges; an upstream whose pages never end takes longer. */
const LISTING_EXCHANGES = 30;

/** What all pages of one listing share. */
interface Walk {
  readonly reader: ListingReader;
  readonly retryBudget: RetryBudget;
  readonly signal: AbortSignal;
}

/** Fetches the image list of the vendor's appkey API, v1.0; `ToastListing` reads it. */
export class ToastImageSource extends ImageSource {
  readonly id: string;
  readonly api = 'toast-v1';

  constructor(
    private readonly config: UpstreamConfig,
    private readonly http: UpstreamHttpClient,
    private readonly tokens: TokenSupply,
    private readonly clock: Clock,
  ) {
    super();
    this.id = config.sourceId;
  }

  async listAll(reader: ListingReader, signal: AbortSignal): Promise<ListingSummary> {
    this.readSecrets();
    const limitMs = this.config.timeoutMs * LISTING_EXCHANGES;
    const deadline = new Deadline(this.clock, limitMs, signal);
    try {
      return await this.walkTwice({ reader, retryBudget: new RetryBudget(), signal: deadline.signal });
    } catch (error) {
      if (!deadline.expired) throw error;
      throw new UpstreamError('UPSTREAM_TIMEOUT', `the list did not end within ${limitMs} ms`);
    } finally {
      deadline.dispose();
    }
  }

  /** Secrets whose files were replaced become known here, so that they are masked in what is read next. */
  private readSecrets(): void {
    const { appkey, credentials } = this.config;
    appkey.current();
    (credentials.kind === 'token' ? credentials.token : credentials.password).current();
  }

  /** A marker that vanished between two pages, because its image was deleted, restarts the walk once. */
  private async walkTwice(walk: Walk): Promise<ListingSummary> {
    const first = await this.walk(walk);
    if (!(first instanceof UpstreamError)) return first;
    const second = await this.walk(walk);
    if (second instanceof UpstreamError) throw second;
    return second;
  }

  /** @returns the upstream's refusal where it no longer knew the marker */
  private async walk(walk: Walk): Promise<ListingSummary | UpstreamError> {
    const { reader, signal } = walk;
    await unlessAborted(reader.begin(), signal);
    let marker: string | undefined;
    for (;;) {
      const page = await this.page(marker, walk);
      if (page instanceof UpstreamError) return page;
      marker = page.marker ?? marker;
      if (page.added === 0 || page.rows > this.config.pageSize) return unlessAborted(reader.finish(), signal);
    }
  }

  private page(
    marker: string | undefined,
    { reader, retryBudget, signal }: Walk,
  ): Promise<PageFacts | UpstreamError> {
    const { url, pageSize, appkey } = this.config;
    return withToken(frugal(this.tokens, retryBudget), signal, (token) =>
      this.http
        .ask(
          {
            operation: IMAGES_OPERATION,
            method: 'GET',
            url: new ToastEndpoint(url, appkey.current()).images(pageSize, marker),
            headers: { 'X-Auth-Token': token.reveal() },
            decode: (answer) => reader.add(answer),
          },
          { ...this.config, maxBodySetting: 'UPSTREAM_MAX_BODY', retryBudget },
          signal,
        )
        .catch((error: unknown) => {
          // caught here, because the same refusal of a token says nothing of the marker
          if (marker !== undefined && error instanceof UpstreamError && error.facts.notFound) return error;
          throw error;
        }),
    );
  }
}

/** A renewal counts as a further try: an upstream that refuses a new token for each page does not get many. */
function frugal(tokens: TokenSupply, retryBudget: RetryBudget): TokenSupply {
  return {
    current: (signal) => tokens.current(signal),
    renewed: (refused, signal) =>
      retryBudget.take() ? tokens.renewed(refused, signal) : Promise.resolve(undefined),
  };
}
