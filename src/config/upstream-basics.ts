/** What is said of an upstream whichever API it speaks. */
export interface UpstreamBasics {
  /** The `source` of its images: 1 to 64 letters, digits, `_` or `-`. */
  readonly sourceId: string;
  /** For one whole exchange, body included; 1 ms to 30 days. */
  readonly timeoutMs: number;
  /** Of an answer, as it is sent and decoded; 1 KiB to 4 GiB. */
  readonly maxBodyBytes: number;
  /** Of a whole listing; 1 to 10,000,000. */
  readonly maxImages: number;
  /** Of all decoded pages of a listing together; 1 KiB to 64 GiB. */
  readonly maxListingBytes: number;
  /** 1 to 1000. */
  readonly pageSize: number;
  /** Keys of properties that may be published; `*` stands for any run of characters. The same for all upstreams. */
  readonly propertiesAllow: readonly string[];
  /** 1 ms to 30 days. */
  readonly freshForMs: number;
  /** 0 to 30 days. */
  readonly staleForMs: number;
}
