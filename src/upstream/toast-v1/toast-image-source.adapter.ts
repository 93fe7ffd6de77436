import type { UpstreamConfig } from '../../config/app-config.js';
import type { KnownSecrets } from '../../config/known-secrets.js';
import { ImageSource, type ImageListing } from '../image-source.port.js';
import type { UpstreamHttpClient } from '../http/upstream-http.client.js';
import { compilePropertyAllowList } from '../normalise/properties.js';
import { withToken, type TokenSupply } from '../token-cache.js';
import { UpstreamError } from '../upstream.errors.js';
import { IMAGES_OPERATION, ToastEndpoint } from './toast-endpoint.js';
import { decodeImageRows } from './toast-image-page.wire.js';
import { ListingCollector } from './listing-collector.js';
import { mapToastImage, rawImageId, type MappingRules } from './toast-image.mapper.js';

/** Reads images from the vendor's appkey API, v1.0. */
export class ToastImageSource extends ImageSource {
  readonly id: string;
  readonly api = 'toast-v1';
  private readonly rules: MappingRules;

  constructor(
    private readonly config: UpstreamConfig,
    private readonly http: UpstreamHttpClient,
    private readonly tokens: TokenSupply,
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

  /** A marker that vanished between two pages, because its image was deleted, restarts the walk once. */
  async listAll(signal: AbortSignal): Promise<ImageListing> {
    const listing = await this.walk(signal, 'restart');
    return listing === 'restart' ? this.walk(signal, 'fail') : listing;
  }

  private async walk(signal: AbortSignal, onVanishedMarker: 'fail'): Promise<ImageListing>;
  private async walk(signal: AbortSignal, onVanishedMarker: 'restart'): Promise<ImageListing | 'restart'>;
  private async walk(
    signal: AbortSignal,
    onVanishedMarker: 'restart' | 'fail',
  ): Promise<ImageListing | 'restart'> {
    const collector = new ListingCollector((row) => mapToastImage(row, this.rules));
    let marker: string | undefined;
    for (;;) {
      const rows = await this.page(marker, signal).catch((error: unknown) => {
        const vanished = marker !== undefined && error instanceof UpstreamError && error.facts.notFound;
        if (vanished && onVanishedMarker === 'restart') return 'restart' as const;
        throw error;
      });
      if (rows === 'restart') return rows;
      const added = collector.add(rows);
      marker = this.markerOf(rows) ?? marker;
      if (added === 0 || rows.length > this.config.pageSize) return collector.listing();
    }
  }

  /** The id after which the next page begins; none that holds a secret of ours, for a query is logged anywhere. */
  private markerOf(rows: readonly unknown[]): string | undefined {
    return rows.map(rawImageId).findLast((id) => id !== undefined && this.rules.mask(id) === id);
  }

  private page(marker: string | undefined, signal: AbortSignal): Promise<readonly unknown[]> {
    return withToken(this.tokens, signal, (token) =>
      this.http.ask(
        {
          operation: IMAGES_OPERATION,
          method: 'GET',
          url: new ToastEndpoint(this.config.url, this.config.appkey.current()).images(
            this.config.pageSize,
            marker,
          ),
          headers: { 'X-Auth-Token': token.reveal() },
          decode: decodeImageRows,
        },
        this.config,
        signal,
      ),
    );
  }
}
