import { INTERFACES, MEMBER_STATUSES } from './glance-config.js';
import { NHN_REGIONS } from './nhn-regions.js';
import { textSecret } from './secret-kinds.js';
import type { Setting } from './setting.js';
import { WHOLE } from './setting.js';
import { boolean, oneOf, text } from './setting-kinds.js';
import { baseUrl } from './upstream-url.js';

const ID_FORM = '1 to 64 letters, digits, "_" or "-"';
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const NAME_FORM = '1 to 255 characters, none of them a control character';
const NAME = /^[^\p{Cc}]{1,255}$/u;

/** Which part of an OpenStack cloud is served; part of `SETTINGS`. */
export const GLANCE_SETTINGS = {
  UPSTREAM_REGION: {
    group: 'Upstream',
    kind: text('1 to 128 printable ASCII characters without a blank', /^[\x21-\x7e]{1,128}$/),
    otherwise: 'the only region that the service catalogue has',
    about:
      `\`glance-v2\`: the region of the image service. Without \`IDENTITY_URL\` one of NHN Cloud's (${NHN_REGIONS.join(', ')}), ` +
      'whose addresses are then known.',
  },
  UPSTREAM_INTERFACE: {
    group: 'Upstream',
    kind: oneOf(INTERFACES),
    default: 'public',
    about: '`glance-v2`: which of the addresses in the service catalogue is used.',
  },
  UPSTREAM_MEMBER_STATUS: {
    group: 'Upstream',
    kind: oneOf(MEMBER_STATUSES),
    default: 'accepted',
    about:
      '`glance-v2`: which images that other projects share with this one are listed, by what this project has said to them.',
  },
  UPSTREAM_COMMUNITY: {
    group: 'Upstream',
    kind: boolean(),
    default: 'false',
    about:
      '`glance-v2`: lists also the community images of other projects; needs an image service of 2019 (Stein) or newer.',
  },
  UPSTREAM_HIDDEN: {
    group: 'Upstream',
    kind: boolean(),
    default: 'false',
    about: '`glance-v2`: lists also images that their owners have hidden (`os_hidden`), by a second listing.',
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

/** Who issues tokens for an OpenStack cloud, and for which project; part of `SETTINGS`. */
export const IDENTITY_SETTINGS = {
  IDENTITY_URL: {
    group: 'Upstream',
    kind: baseUrl(),
    required: 'required for `glance-v2`, unless `UPSTREAM_REGION` is one of NHN Cloud, or there is a token',
    example: 'https://keystone.example.com:5000/v3',
    about: 'The address of the identity service (Keystone), with or without its version.',
  },
  IDENTITY_API: {
    group: 'Upstream',
    kind: oneOf(['v2.0', 'v3']),
    otherwise: 'the version in `IDENTITY_URL`; else `v3`, and `v2.0` for NHN Cloud',
    about: 'The API of the identity service.',
  },
  IDENTITY_TENANT_ID: {
    group: 'Upstream',
    kind: text(ID_FORM, ID),
    required: 'required for `v2.0`',
    example: '0123456789abcdef0123456789abcdef',
    about: 'The id of the project (tenant) whose images are served.',
  },
  IDENTITY_PROJECT: {
    group: 'Upstream',
    kind: text(NAME_FORM, NAME),
    required: 'required for a password with `v3`, unless there is `IDENTITY_TENANT_ID`',
    example: 'catalog',
    about: 'The name of the project whose images are served.',
  },
  IDENTITY_DOMAIN: {
    group: 'Upstream',
    kind: text(NAME_FORM, NAME),
    default: 'Default',
    about:
      'The domain of the user and the project with `v3`: its name, or its id where that is `default` or 32 hexadecimal digits.',
  },
  IDENTITY_CREDENTIAL_ID: {
    group: 'Upstream',
    kind: text(ID_FORM, ID),
    otherwise: 'a user name and a password, or a token',
    example: '21dced0fd20347869b93710d2b98aae0',
    about: 'The id of an application credential (`v3`), which replaces user, password and project.',
  },
  IDENTITY_CREDENTIAL_SECRET: {
    group: 'Upstream',
    kind: textSecret(),
    otherwise: 'a user name and a password, or a token',
    masked: WHOLE,
    about: 'The secret of that application credential.',
  },
} as const satisfies Readonly<Record<string, Setting<unknown>>>;
