import type { PageFormat } from '../listing/page-listing.js';
import { asRecord } from '../normalise/scalars.js';
import { UpstreamError } from '../upstream.errors.js';
import { mapGlanceImage } from './glance-image.mapper.js';

/** How Glance writes a page of its list: an object without an envelope, because the status says what went wrong. */
export const GLANCE_FORMAT: PageFormat = { open, map: mapGlanceImage };

function open(answer: unknown): Readonly<Record<string, unknown>> {
  const page = asRecord(answer);
  if (!page) throw new UpstreamError('UPSTREAM_INVALID', 'the answer is no page of a list');
  return page;
}
