import type { IncomingHttpHeaders } from 'node:http';

/** One row of the vendor's image list, with the field names and types it has on the wire. */
export interface StandInImage {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly diskFormat: string | null;
  readonly isPublic: boolean;
  readonly protected: boolean;
  /** GB; 0 is no minimum. */
  readonly minDisk: number;
  /** MB; 0 is no minimum. */
  readonly minRam: number;
  /** Bytes; null or 0 while the data is not there yet. */
  readonly size: number | null;
  /** UTC without a zone, six fraction digits, as the vendor writes it. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The two calls a gateway makes; faults are scripted for each. */
export type Operation = 'tokens' | 'images';

/** One request that arrived, whatever it was answered. */
export interface RecordedCall {
  /** `other` for every request that is neither token issue nor image list. */
  readonly operation: Operation | 'other';
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** Decoded; of a repeated parameter the last value. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Epoch milliseconds by the stand-in's clock. */
  readonly at: number;
}

/** A request that a correct client never makes. */
export interface Violation extends RecordedCall {
  readonly reason: string;
}

/** Ways in which the image list may lie about its pages. All absent is the truth. */
export interface PagingLies {
  /** `limit` is ignored: every row from the marker on. */
  ignoreLimit?: boolean;
  /** The page begins with the marker's own row. */
  inclusiveMarker?: boolean;
  /** The next marker is unknown (-5), then the flag clears itself. */
  vanishMarkerOnce?: boolean;
  /** Every marker is unknown (-5). */
  vanishMarkerAlways?: boolean;
  /** No page is longer than this, whatever `limit` says. */
  clampLimit?: number;
  /** After the last row comes the first again, so that every page is full. */
  loop?: boolean;
  /** Every page is full of ids never seen before, whatever the marker. */
  endless?: boolean;
}

/** What a caller has to show. */
export interface StandInCredentials {
  readonly appkey: string;
  readonly username: string;
  readonly password: string;
}

/** How a stand-in is started; everything has a default. */
export interface StandInOptions {
  /** Default: none. */
  readonly images?: readonly StandInImage[];
  /** The three credentials default to those of the demo. */
  readonly appkey?: string;
  readonly username?: string;
  readonly password?: string;
  /** A token that is valid without being issued, until `revokeTokens()`. */
  readonly fixedToken?: string;
  /** Default 3600. */
  readonly tokenLifetimeSeconds?: number;
  /** Result code for a missing, unknown or expired token: 30401 by default, -3 is the other candidate. */
  readonly tokenRefusedCode?: number;
  /** Page size when `limit` is absent; default 100. */
  readonly defaultLimit?: number;
  /** Longest page; a larger `limit` is lowered to it. Default 1000. */
  readonly maxLimit?: number;
  /** Default `/compute`. */
  readonly basePath?: string;
  /** Compress answers when `Accept-Encoding` names gzip; default false. */
  readonly gzip?: boolean;
  /** Serve `/_control/`; default false. */
  readonly control?: boolean;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0, a free port. */
  readonly port?: number;
  /** Epoch milliseconds, for `Date`, token times and the call log; default `Date.now`. */
  readonly now?: () => number;
}
