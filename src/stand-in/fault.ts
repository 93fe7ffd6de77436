/** Faults in what is said: a whole answer arrives, and it is wrong. */
export type AnswerFault =
  /** Any HTTP status; the default body is a proxy's HTML page that repeats the URL, appkey and all. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** `isSuccessful: false`; by default the message echoes every credential of the call. */
  | {
      readonly kind: 'envelope';
      readonly code: number;
      readonly message?: string;
      /** The healthy payload comes with it all the same. */
      readonly withPayload?: boolean;
    }
  /** These bytes with status 200: HTML, cut JSON, nothing at all. */
  | { readonly kind: 'body'; readonly body: string | Uint8Array; readonly contentType?: string }
  /** This value as JSON with status 200. */
  | { readonly kind: 'json'; readonly json: unknown }
  /** A healthy list answer that holds these raw rows on every page. */
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
  /** A token of another lifetime (negative: dead); `fields` replaces its fields, undefined removes one. */
  | {
      readonly kind: 'token';
      readonly lifetimeSeconds?: number;
      readonly fields?: Readonly<Record<string, unknown>>;
    };

/** Faults in how it is said: the healthy answer is late, cut, endless or never comes. */
export type TransportFault =
  /** The connection is reset before any header. */
  | { readonly kind: 'reset' }
  /** Silence before the headers, or after half the body; `heal()` lets the rest of the answer go. */
  | { readonly kind: 'hang'; readonly at: 'headers' | 'body' }
  /** The answer in drops (10 bytes a second by default), then blanks for ever; `heal()` sends the rest. */
  | { readonly kind: 'drip'; readonly bytesPerSecond?: number }
  /** `Content-Length` promises the whole body, half of it comes, the connection closes. */
  | { readonly kind: 'truncate' }
  /** The answer, filled with trailing blanks to this decoded size; streamed, on request as a gzip bomb. */
  | { readonly kind: 'huge'; readonly bytes: number; readonly encoding?: 'gzip' }
  /** The answer, this many milliseconds late; `heal()` lets it go at once. */
  | { readonly kind: 'delay'; readonly ms: number }
  | RawFault;

/**
 * These bytes on the bare connection, HTTP or not; then it is closed, reset, or left as it is until `heal()`.
 * `{body}` in them is the healthy body, `{half}` the first half of it, `{length}` its length in bytes, decimal.
 */
export interface RawFault {
  readonly kind: 'raw';
  readonly bytes: string;
  readonly then: 'close' | 'reset' | 'hang';
}

/** Everything that can be scripted to go wrong with one call. */
export type Fault = AnswerFault | TransportFault;

const TRANSPORT_KINDS: ReadonlySet<Fault['kind']> = new Set([
  'reset',
  'hang',
  'drip',
  'truncate',
  'huge',
  'delay',
  'raw',
]);

/** Tells the two apart. */
export function isTransportFault(fault: Fault): fault is TransportFault {
  return TRANSPORT_KINDS.has(fault.kind);
}
