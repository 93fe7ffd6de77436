import type { UpstreamConfig } from '../../config/app-config.js';
import type { SecretSource } from '../../config/secret-source.js';
import type { Secret } from '../../config/secret.js';
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
    // files that were replaced become known here, so that their secrets are masked in what is read next
    const used = this.secrets((source) => source.current());
    const limitMs = this.config.timeoutMs * LISTING_EXCHANGES;
    const deadline = new Deadline(this.clock, limitMs, signal);
    try {
      const walk = { reader, retryBudget: new RetryBudget(), signal: deadline.signal };
      return await this.walkTwice(walk).catch((error: unknown) => {
        if (!isRejected(error) || !this.haveChanged(used)) throw error;
        return this.walkTwice(walk);
      });
    } catch (error) {
      if (!deadline.expired) throw error;
      throw new UpstreamError('UPSTREAM_TIMEOUT', `the list did not end within ${limitMs} ms`);
    } finally {
      deadline.dispose();
    }
  }

  private secrets(read: (source: SecretSource) => Secret): readonly Secret[] {
    const { appkey, credentials } = this.config;
    const sources =
      credentials.kind === 'token' ? [credentials.token] : [credentials.username, credentials.password];
    return [appkey, ...sources].map(read);
  }

  /** Whether others than these are in the files: a rotation, whose old credentials were refused before we looked. */
  private haveChanged(used: readonly Secret[]): boolean {
    const current = this.secrets((source) => source.reread());
    return !current.every((secret, at) => secret.equals(used[at]!));
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
    let before: string | undefined;
    let marker: string | undefined;
    let isProved = false;
    for (;;) {
      const page = await this.page(marker, walk);
      if (page instanceof UpstreamError) return page;
      if (isIdless(page) && marker !== undefined && !isProved) {
        const refusal = await this.prove(page, before, walk);
        if (refusal) return refusal;
        isProved = true;
        continue;
      }
      if (page.added === 0 || page.rows > this.config.pageSize) return unlessAborted(reader.finish(), signal);
      [before, marker, isProved] = [marker, page.marker ?? marker, false];
    }
  }

  /**
   * A page of which no row has an id is either the end of a list that ends in such rows, or an upstream that has
   * begun to answer nonsense; the page before it, asked for again, tells which.
   *
   * @param before the marker of that page
   * @returns the upstream's refusal where it no longer knew that marker
   * @throws UpstreamError `UPSTREAM_INVALID` where it is nonsense
   */
  private async prove(
    { rows }: PageFacts,
    before: string | undefined,
    walk: Walk,
  ): Promise<UpstreamError | undefined> {
    const again = await this.page(before, walk);
    if (again instanceof UpstreamError) return again;
    if (again.marker !== undefined) return undefined;
    throw new UpstreamError('UPSTREAM_INVALID', `none of ${rows} rows in the middle of the list has an id`);
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

function isIdless({ rows, marker }: PageFacts): boolean {
  return rows > 0 && marker === undefined;
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
