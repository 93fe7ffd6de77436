import type { IncomingMessage, ServerResponse } from 'node:http';

import { API_KEY_HEADER } from '../access/access.guard.js';
import { HeaderBlock } from './header-block.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** What answers depend on besides their target, without CORS. */
const VARY = 'Accept, Accept-Encoding';

/** What code of another origin may read besides what the Fetch standard lets it read in any case. */
const EXPOSED = [
  'Age',
  'Allow',
  'Cache-Status',
  'Catalog-Missing',
  'Content-Disposition',
  'ETag',
  'Link',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  REQUEST_ID_HEADER,
].join(', ');

/** What it may send. */
const SENT = [
  'Authorization',
  'Content-Type',
  'If-Modified-Since',
  'If-None-Match',
  'Last-Event-ID',
  API_KEY_HEADER,
  REQUEST_ID_HEADER,
].join(', ');

/** How long a browser may remember a preflight; the longest that browsers take is two hours. */
const PREFLIGHT_SECONDS = '7200';

const NOTHING = new HeaderBlock([]);

/**
 * Lets browser code of other origins read answers (CORS, Fetch standard, 3.2). Origins are compared as they are; none is
 * made from a pattern, and `null` is none of them. No answer lets credentials of the browser (cookies) through: callers show theirs in a
 * header that the code itself sends.
 */
export class Cors {
  /** The value of `Vary`: with origins, also an answer to nobody of them depends on who asks. */
  readonly vary: string;
  private readonly allowed: ReadonlyMap<string, HeaderBlock>;

  /** @param origins as browsers write them; none turns CORS off */
  constructor(origins: readonly string[]) {
    this.vary = origins.length === 0 ? VARY : `${VARY}, Origin`;
    this.allowed = new Map(
      origins.map((origin) => [
        origin,
        new HeaderBlock(['access-control-allow-origin', origin, 'access-control-expose-headers', EXPOSED]),
      ]),
    );
  }

  /** The fields of an answer to this origin; none where it is not one of ours. */
  fieldsFor(origin: string | undefined): HeaderBlock {
    return (origin !== undefined && this.allowed.get(origin)) || NOTHING;
  }

  /** Gives an answer that is still to be made the fields of its caller's origin, whatever will become of it. */
  mark({ headers }: IncomingMessage, response: ServerResponse): void {
    if (this.allowed.size === 0) return;
    response.setHeader('vary', this.vary);
    const { fields } = this.fieldsFor(headers.origin);
    for (let at = 0; at < fields.length; at += 2) response.setHeader(fields[at]!, fields[at + 1]!);
  }

  /** Whether a browser asks, for one of our origins, for the leave to send a request (Fetch standard, 4.8). */
  isPreflight({ method, headers }: IncomingMessage): boolean {
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false;
    return headers.origin !== undefined && this.allowed.has(headers.origin);
  }

  /** What a preflight is told beside the origin. */
  leave(methods: readonly string[]): Readonly<Record<string, string>> {
    return {
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': SENT,
      'access-control-max-age': PREFLIGHT_SECONDS,
    };
  }
}
