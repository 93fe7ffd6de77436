import { SOURCE_ID } from '../domain/source-id.js';
import { GLANCE_SETTINGS, IDENTITY_SETTINGS } from './identity-settings.js';
import { headerSecret, segmentSecret, textSecret } from './secret-kinds.js';
import type { Setting } from './setting.js';
import { LONGEST, WHOLE } from './setting.js';
import { boolean, duration, integer, oneOf, path, size, text } from './setting-kinds.js';
import { baseUrl } from './upstream-url.js';

/** Where the appkey API is. */
export const TOAST_URL = 'https://api-compute.cloud.toast.com/compute';

/** The settings of the one upstream, or of all; part of `SETTINGS`. */
export const UPSTREAM_SETTINGS = {
  UPSTREAM_SOURCES_FILE: {
    group: 'Upstream',
    kind: path(),
    otherwise: 'the one upstream of the settings below',
    about:
      'Several upstreams: a JSON file of the form that `docs/sources.schema.json` describes, read at the start. Address, ' +
      'credentials and id of an upstream are not set beside it; timeouts and sizes below are what its sources have unless they ' +
      'say otherwise.',
  },
  UPSTREAM_API: {
    group: 'Upstream',
    kind: oneOf(['toast-v1', 'glance-v2']),
    default: 'toast-v1',
    about:
      'The API that the upstream speaks: the appkey API of NHN Cloud, v1.0, or that of OpenStack (Glance), v2.',
  },
  UPSTREAM_URL: {
    group: 'Upstream',
    kind: baseUrl(),
    otherwise: `\`${TOAST_URL}\` for \`toast-v1\`; for \`glance-v2\` what the service catalogue of the token says`,
    about: 'The base address of the upstream, without the version and the appkey.',
  },
  UPSTREAM_ALLOW_HTTP: {
    group: 'Upstream',
    kind: boolean(),
    default: 'false',
    about:
      'Allows a plain `http:` address that is not loopback; credentials then cross the network in the clear.',
  },
  UPSTREAM_APPKEY: {
    group: 'Upstream',
    kind: segmentSecret(),
    required: 'required for `toast-v1` without a file of sources',
    masked: WHOLE,
    about: 'The appkey of the project whose images are served.',
  },
  UPSTREAM_TOKEN: {
    group: 'Upstream',
    kind: headerSecret(),
    required: 'required unless there is a user name, an application credential or a file of sources',
    masked: WHOLE,
    about:
      'A fixed token for the upstream; it is not renewed, so use it for trials or have its file replaced.',
  },
  UPSTREAM_USERNAME: {
    group: 'Upstream',
    kind: textSecret(),
    required: 'required unless there is a token, an application credential or a file of sources',
    about: 'The user for whom tokens are issued and renewed.',
  },
  UPSTREAM_PASSWORD: {
    group: 'Upstream',
    kind: textSecret(),
    required: 'required unless there is a token, an application credential or a file of sources',
    masked: WHOLE,
    about: 'The password of that user, for the API (not for the web console).',
  },
  UPSTREAM_TIMEOUT: {
    group: 'Upstream',
    kind: duration('1ms', LONGEST),
    default: '10s',
    about: 'How long one exchange with the upstream may take, retries and body included.',
  },
  UPSTREAM_MAX_BODY: {
    group: 'Upstream',
    kind: size('1KiB', '4GiB'),
    default: '64MiB',
    about: 'The largest answer that is read from the upstream, as it is sent and after decompression.',
  },
  UPSTREAM_MAX_IMAGES: {
    group: 'Upstream',
    kind: integer(1, 10_000_000),
    default: '200000',
    about:
      'How many images a list may have; of a longer one nothing is used. 100,000 images take about 400 MB, and ' +
      'some 1 GB while they are refreshed.',
  },
  UPSTREAM_MAX_LISTING: {
    group: 'Upstream',
    kind: size('1KiB', '64GiB'),
    default: '256MiB',
    about: 'How large all pages of a list may be together, after decompression.',
  },
  UPSTREAM_PAGE_SIZE: {
    group: 'Upstream',
    kind: integer(1, 1000),
    default: '100',
    about: 'How many images are asked for in one page.',
  },
  UPSTREAM_SOURCE_ID: {
    group: 'Upstream',
    kind: text(SOURCE_ID.form, SOURCE_ID.pattern),
    default: 'default',
    about: 'The `source` that images of this upstream carry.',
  },
  ...GLANCE_SETTINGS,
  ...IDENTITY_SETTINGS,
} as const satisfies Readonly<Record<string, Setting<unknown>>>;
