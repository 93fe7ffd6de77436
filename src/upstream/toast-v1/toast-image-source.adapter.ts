import type { UpstreamConfig } from '../../config/app-config.js';
import type { KnownSecrets } from '../../config/known-secrets.js';
import type { Clock } from '../../observability/clock.js';
import { Deadline } from '../http/deadline.js';
import { ImageSource, type ImageListing } from '../image-source.port.js';
import type { UpstreamHttpClient } from '../http/upstream-http.client.js';
import { compilePropertyAllowList } from '../normalise/properties.js';
import { withToken, type TokenSupply } from '../token-cache.js';
import { UpstreamError } from '../upstream.errors.js';
import { IMAGES_OPERATION, ToastEndpoint } from './toast-endpoint.js';
import { decodeImageRows } from './toast-image-page.wire.js';
import { ListingCollector } from './listing-collector.js';
import { mapToastImage, rawImageId, type MappingRules } from './toast-image.mapper.js';

/** A listing as a whole may take as long as so many exchanges; an upstream whose pages never end takes longer. */
const LISTING_EXCHANGES = 30;

/** Reads images from the vendor's appkey API, v1.0. */
export class ToastImageSource extends ImageSource {
  readonly id: string;
  readonly api = 'toast-v1';
  private readonly rules: MappingRules;

  constructor(
    private readonly config: UpstreamConfig,
    private readonly http: UpstreamHttpClient,
    private readonly tokens: TokenSupply,
    private readonly clock: Clock,
    knownSecrets: KnownSecrets,
  ) {
    super();
    this.id = config.sourceId;
    this.rules = {
      source: config.sourceId,
      allowsProperty: compilePropertyAllowList(config.propertiesAllow),
      mask: (text) => knownSecrets.mask(text),
    };
  }

  async listAll(signal: AbortSignal): Promise<ImageListing> {
    this.readSecrets();
    const limitMs = this.config.timeoutMs * LISTING_EXCHANGES;
    const deadline = new Deadline(this.clock, limitMs, signal);
    try {
      return await this.walkTwice(deadline.signal);
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
  private async walkTwice(signal: AbortSignal): Promise<ImageListing> {
    const first = await this.walk(signal);
    if (!(first instanceof UpstreamError)) return first;
    const second = await this.walk(signal);
    if (second instanceof UpstreamError) throw second;
    return second;
  }

  /** @returns the upstream's refusal where it no longer knew the marker */
  private async walk(signal: AbortSignal): Promise<ImageListing | UpstreamError> {
    const collector = new ListingCollector((row) => mapToastImage(row, this.rules));
    let marker: string | undefined;
    for (;;) {
      const rows = await this.page(marker, signal);
      if (rows instanceof UpstreamError) return rows;
      const added = collector.add(rows);
      marker = this.markerOf(rows) ?? marker;
      if (added === 0 || rows.length > this.config.pageSize) return collector.listing();
    }
  }

  /** The id after which the next page begins; none that holds a secret of ours, for a query is logged anywhere. */
  private markerOf(rows: readonly unknown[]): string | undefined {
    return rows.map(rawImageId).findLast((id) => id !== undefined && this.rules.mask(id) === id);
  }

  private page(marker: string | undefined, signal: AbortSignal): Promise<readonly unknown[] | UpstreamError> {
    const { url, pageSize, appkey } = this.config;
    return withToken(this.tokens, signal, (token) =>
      this.http
        .ask(
          {
            operation: IMAGES_OPERATION,
            method: 'GET',
            url: new ToastEndpoint(url, appkey.current()).images(pageSize, marker),
            headers: { 'X-Auth-Token': token.reveal() },
            decode: decodeImageRows,
          },
          this.config,
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
