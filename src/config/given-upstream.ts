import type { PlainSettings } from './plain-settings.js';
import type { SecretSource } from './secret-source.js';
import type { SecretSettings } from './secret-settings.js';
import type { FaultList } from './setting-faults.js';
import type { SettingName, SettingValues } from './settings.js';
import { isOpenHttp } from './upstream-url.js';

/**
 * All that the operator says of the upstream, each setting read once, whichever API it is for; what is missing or wrong
 * is `undefined`.
 */
export interface GivenUpstream {
  readonly api: SettingValues['UPSTREAM_API'];
  readonly url: string | undefined;
  readonly allowHttp: boolean;
  readonly appkey: SecretSource | undefined;
  readonly token: SecretSource | undefined;
  readonly username: SecretSource | undefined;
  readonly password: SecretSource | undefined;
  readonly region: string | undefined;
  readonly interface: SettingValues['UPSTREAM_INTERFACE'];
  readonly memberStatus: SettingValues['UPSTREAM_MEMBER_STATUS'];
  readonly community: boolean;
  readonly hidden: boolean;
  readonly identityUrl: string | undefined;
  readonly identityApi: SettingValues['IDENTITY_API'] | undefined;
  readonly tenantId: string | undefined;
  readonly project: string | undefined;
  readonly domain: string;
  readonly credentialId: string | undefined;
  readonly credentialSecret: SecretSource | undefined;
}

/** Reads them, and has noted what is wrong. */
export function givenUpstream(plain: PlainSettings, secrets: SecretSettings): GivenUpstream {
  return {
    api: plain.value('UPSTREAM_API'),
    url: plain.optional('UPSTREAM_URL'),
    allowHttp: plain.value('UPSTREAM_ALLOW_HTTP'),
    appkey: secrets.read('UPSTREAM_APPKEY'),
    token: secrets.read('UPSTREAM_TOKEN'),
    username: secrets.read('UPSTREAM_USERNAME'),
    password: secrets.read('UPSTREAM_PASSWORD'),
    region: plain.optional('UPSTREAM_REGION'),
    interface: plain.value('UPSTREAM_INTERFACE'),
    memberStatus: plain.value('UPSTREAM_MEMBER_STATUS'),
    community: plain.value('UPSTREAM_COMMUNITY'),
    hidden: plain.value('UPSTREAM_HIDDEN'),
    identityUrl: plain.optional('IDENTITY_URL'),
    identityApi: plain.optional('IDENTITY_API'),
    tenantId: plain.optional('IDENTITY_TENANT_ID'),
    project: plain.optional('IDENTITY_PROJECT'),
    domain: plain.value('IDENTITY_DOMAIN'),
    credentialId: plain.optional('IDENTITY_CREDENTIAL_ID'),
    credentialSecret: secrets.read('IDENTITY_CREDENTIAL_SECRET'),
  };
}

/** Notes that a setting is missing, unless what is wrong with it is noted already. */
export function missing(name: SettingName, remedy: string, faults: FaultList): void {
  if (!faults.concern(name, `${name}_FILE`)) faults.add(name, `is missing; ${remedy}`);
}

/** Notes an address that would send credentials over a network in the clear, which nobody has allowed. */
export function refuseOpenHttp(
  name: 'UPSTREAM_URL' | 'IDENTITY_URL',
  url: string | undefined,
  { allowHttp }: GivenUpstream,
  faults: FaultList,
): void {
  if (url === undefined || !isOpenHttp(url) || allowHttp || faults.concern('UPSTREAM_ALLOW_HTTP')) return;
  faults.add(name, 'would send credentials in the clear; use https://, or set UPSTREAM_ALLOW_HTTP=true');
}
