import type { PageFormat } from '../listing/page-listing.js';
import { openEnvelope } from './toast-envelope.wire.js';
import { mapToastImage } from './toast-image.mapper.js';

/** How the appkey API writes a page of its list. */
export const TOAST_FORMAT: PageFormat = { open: openEnvelope, map: mapToastImage };
