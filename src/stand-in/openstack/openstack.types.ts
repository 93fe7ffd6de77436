import type { PagingLies } from '../stand-in.types.js';

/** One row of a Glance's list as it is on the wire; whatever is not a base field is a property. */
export interface GlanceRow {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** What this project has said to the offer of another one's image, by the id of that image. */
export type Offers = Readonly<Record<string, 'accepted' | 'pending' | 'rejected'>>;

/** Ways in which a Glance may lie about its pages, besides those of every list. */
export interface GlanceLies extends PagingLies {
  /** `next` is missing, names another host, or leads back to where the page began. */
  next?: 'missing' | 'elsewhere' | 'stuck';
  /** The next marker is that of an image that may not be seen any more (403), then the flag clears itself. */
  forbidMarkerOnce?: boolean;
}

/** An address of a service, as a service catalogue has it. */
export interface CatalogEntry {
  readonly type: string;
  readonly region: string;
  readonly interface: 'public' | 'internal' | 'admin';
  readonly url: string;
}

/** Who is let in, and for which project. */
export interface OpenStackAccount {
  readonly username: string;
  readonly password: string;
  readonly domain: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly credential: { readonly id: string; readonly secret: string };
}

/** How a stand-in of OpenStack is started; everything has a default. */
export interface OpenStackOptions {
  /** Default: none. */
  readonly rows?: readonly GlanceRow[];
  readonly offers?: Offers;
  /** Whatever is not given is that of `DEMO_ACCOUNT`. */
  readonly account?: Partial<OpenStackAccount>;
  /** A token that is valid without being issued, until `revokeTokens()`. */
  readonly fixedToken?: string;
  /** Default 3600. */
  readonly tokenLifetimeSeconds?: number;
  /** The region of the image service in the service catalogue; default `RegionOne`. */
  readonly region?: string;
  /** What the service catalogue has, instead of this server's identity and image service. */
  readonly catalog?: (imageUrl: string) => readonly CatalogEntry[];
  /** Page size when `limit` is absent; default 25. */
  readonly defaultLimit?: number;
  /** Longest page; a larger `limit` is lowered to it. Default 1000. */
  readonly maxLimit?: number;
  /** Whether answers have a `Date`; under some servers they have none. Default true. */
  readonly sendsDate?: boolean;
  /** Serve `/_control/`; default false. */
  readonly control?: boolean;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0, a free port. */
  readonly port?: number;
  /** Epoch milliseconds, for `Date`, token times and the call log; default `Date.now`. */
  readonly now?: () => number;
}
