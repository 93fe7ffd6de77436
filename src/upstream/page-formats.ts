import type { UpstreamConfig } from '../config/app-config.js';
import { GLANCE_FORMAT } from './glance-v2/glance-format.js';
import type { PageFormat } from './listing/page-listing.js';
import { TOAST_FORMAT } from './toast-v1/toast-format.js';

/** How each API writes the pages of its list. */
export const PAGE_FORMATS: Readonly<Record<UpstreamConfig['api'], PageFormat>> = {
  'toast-v1': TOAST_FORMAT,
  'glance-v2': GLANCE_FORMAT,
};
