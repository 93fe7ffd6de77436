import type { SettingName } from './settings.js';

/**
 * How the value of a member is written in JSON.
 *
 * - `text`: as in a variable
 * - `size`: as in a variable, or a number of bytes
 * - `count`: a number
 * - `flag`: `true` or `false`
 * - `file`: the path of a file with a secret
 */
export type MemberForm = 'text' | 'size' | 'count' | 'flag' | 'file';

interface Member {
  /** The setting whose rules its value has. */
  readonly setting: SettingName;
  readonly form: MemberForm;
  /** In the place of what the setting says of itself. */
  readonly about?: string;
}

/** What a source in `UPSTREAM_SOURCES_FILE` may say, in the order of the documentation. */
export const SOURCE_MEMBERS = {
  id: {
    setting: 'UPSTREAM_SOURCE_ID',
    form: 'text',
    about: 'The `source` that its images carry; no two sources have the same.',
  },
  api: { setting: 'UPSTREAM_API', form: 'text', about: 'The API that it speaks.' },
  url: { setting: 'UPSTREAM_URL', form: 'text' },
  allowHttp: { setting: 'UPSTREAM_ALLOW_HTTP', form: 'flag' },
  appkeyFile: { setting: 'UPSTREAM_APPKEY', form: 'file' },
  tokenFile: { setting: 'UPSTREAM_TOKEN', form: 'file' },
  usernameFile: { setting: 'UPSTREAM_USERNAME', form: 'file' },
  passwordFile: { setting: 'UPSTREAM_PASSWORD', form: 'file' },
  region: { setting: 'UPSTREAM_REGION', form: 'text' },
  interface: { setting: 'UPSTREAM_INTERFACE', form: 'text' },
  identityUrl: { setting: 'IDENTITY_URL', form: 'text' },
  identityApi: { setting: 'IDENTITY_API', form: 'text' },
  tenantId: { setting: 'IDENTITY_TENANT_ID', form: 'text' },
  project: { setting: 'IDENTITY_PROJECT', form: 'text' },
  domain: { setting: 'IDENTITY_DOMAIN', form: 'text' },
  credentialId: { setting: 'IDENTITY_CREDENTIAL_ID', form: 'text' },
  credentialSecretFile: { setting: 'IDENTITY_CREDENTIAL_SECRET', form: 'file' },
  memberStatus: { setting: 'UPSTREAM_MEMBER_STATUS', form: 'text' },
  community: { setting: 'UPSTREAM_COMMUNITY', form: 'flag' },
  hidden: { setting: 'UPSTREAM_HIDDEN', form: 'flag' },
  timeout: { setting: 'UPSTREAM_TIMEOUT', form: 'text' },
  maxBody: { setting: 'UPSTREAM_MAX_BODY', form: 'size' },
  maxImages: { setting: 'UPSTREAM_MAX_IMAGES', form: 'count' },
  maxListing: { setting: 'UPSTREAM_MAX_LISTING', form: 'size' },
  pageSize: { setting: 'UPSTREAM_PAGE_SIZE', form: 'count' },
  freshFor: { setting: 'CACHE_FRESH_FOR', form: 'text', about: 'How long its list counts as fresh.' },
  staleFor: { setting: 'CACHE_STALE_FOR', form: 'text' },
} as const satisfies Readonly<Record<string, Member>>;

export type SourceMember = keyof typeof SOURCE_MEMBERS;

// the keys are the members, by the type
export const SOURCE_MEMBER_NAMES = Object.keys(SOURCE_MEMBERS) as readonly SourceMember[];

/** A source must say these, whatever its API. */
export const REQUIRED_MEMBERS = ['id', 'api'] as const satisfies readonly SourceMember[];

/** Settings that a source has unless it says otherwise. */
export const SHARED_SETTINGS = [
  'UPSTREAM_ALLOW_HTTP',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_MAX_BODY',
  'UPSTREAM_MAX_IMAGES',
  'UPSTREAM_MAX_LISTING',
  'UPSTREAM_PAGE_SIZE',
  'CACHE_FRESH_FOR',
  'CACHE_STALE_FOR',
  'PROPERTIES_ALLOW',
] as const satisfies readonly SettingName[];

/** The variable that a member stands for. */
export function variableOf(member: SourceMember): string {
  const { setting, form } = SOURCE_MEMBERS[member];
  return form === 'file' ? `${setting}_FILE` : setting;
}

/** The member that stands for a setting, also for one that is named as its file. */
export function memberOf(variable: string): SourceMember | undefined {
  return SOURCE_MEMBER_NAMES.find((member) => {
    const { setting } = SOURCE_MEMBERS[member];
    return variable === setting || variable === `${setting}_FILE`;
  });
}
