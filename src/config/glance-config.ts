import type { SecretSource } from './secret-source.js';
import type { UpstreamBasics } from './upstream-basics.js';

/** Which endpoints of a service catalogue are used; clouds have them for those outside and for their own services. */
export const INTERFACES = ['public', 'internal', 'admin'] as const;

/** What has become of the offer of another project's image. */
export const MEMBER_STATUSES = ['accepted', 'pending', 'rejected', 'all'] as const;

/** OpenStack's image API, v2. */
export interface GlanceConfig extends UpstreamBasics, GlanceScope {
  readonly api: 'glance-v2';
  readonly access: GlanceAccess;
  /** Whether an address that the service catalogue names may be plain `http:` and not loopback. */
  readonly allowHttp: boolean;
}

/** Which images are asked for, besides public ones and those of the project. */
export interface GlanceScope {
  /** Whether images count that other projects show to everybody, but not in everybody's list. */
  readonly community: boolean;
  /** Which images that other projects share with this one. */
  readonly memberStatus: (typeof MEMBER_STATUSES)[number];
  /** Whether images count that their owners keep out of lists. */
  readonly hidden: boolean;
}

/** What is shown to a Glance, and where it is. Base addresses are without version and without a slash at their end. */
export type GlanceAccess =
  | { readonly kind: 'token'; readonly token: SecretSource; readonly url: string }
  | {
      readonly kind: 'keystone';
      readonly identity: IdentityConfig;
      readonly endpoint: EndpointChoice;
    };

/** Where the image service is: at a fixed address, or where the service catalogue of a token says. */
export interface EndpointChoice {
  readonly url: string | undefined;
  /** By name, in any case; without it there must be one only. */
  readonly region: string | undefined;
  readonly interface: (typeof INTERFACES)[number];
  /** Used where the service catalogue does not know the region. */
  readonly otherwise: string | undefined;
}

/** Who issues tokens, and for whom. */
export interface IdentityConfig {
  /** Base address, as above. */
  readonly url: string;
  readonly credentials: IdentityCredentials;
}

/** The ways to ask a Keystone for a token: two of API v3, and that of v2.0. */
export type IdentityCredentials =
  | {
      readonly kind: 'v2.0-password';
      readonly tenantId: string;
      readonly username: SecretSource;
      readonly password: SecretSource;
    }
  | {
      readonly kind: 'v3-password';
      readonly username: SecretSource;
      readonly password: SecretSource;
      /** Of the user, and of a project that is given by name. */
      readonly domain: string;
      readonly project: { readonly id: string } | { readonly name: string };
    }
  | { readonly kind: 'application-credential'; readonly id: string; readonly secret: SecretSource };
