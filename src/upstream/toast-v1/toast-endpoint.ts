import type { Secret } from '../../config/secret.js';

/** Builds the only two URLs of the appkey API that the gateway ever calls. */
export class ToastEndpoint {
  /** @param baseUrl without a trailing slash, such as `https://api-compute.cloud.toast.com/compute` */
  constructor(
    private readonly baseUrl: string,
    private readonly appkey: Secret,
  ) {}

  tokens(): string {
    return `${this.root()}/tokens`;
  }

  /**
   * One page of the list. `limit` and `marker` are the whole query: with an `id` this URL is the vendor's
   * delete operation, and it was once documented as a GET.
   */
  images(limit: number, marker: string | undefined): string {
    const query = new URLSearchParams({ limit: String(limit), ...(marker !== undefined && { marker }) });
    return `${this.root()}/images?${query.toString()}`;
  }

  private root(): string {
    return `${this.baseUrl}/v1.0/appkeys/${encodeURIComponent(this.appkey.reveal())}`;
  }
}
