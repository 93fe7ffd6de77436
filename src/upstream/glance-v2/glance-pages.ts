import type { GlanceConfig, GlanceScope } from '../../config/glance-config.js';
import type { ImagePages, ListPart } from '../listing/page-walk.js';

/**
 * Where the pages of a Glance's list are.
 *
 * Each address is made here, of settings and the id of the last row: the `next` of a page is never followed. It may
 * name another host, it loses parameters that are repeated, and it may be missing although there are more rows. Nothing
 * is asked for that old services do not know, unless a setting wants it: an unknown parameter is a filter there, and
 * the list is empty.
 *
 * @param endpoint the base address of the image service, at this moment
 */
export function glancePages(config: GlanceConfig, endpoint: () => string): ImagePages {
  const { pageSize } = config;
  return {
    pageSize,
    parts: partsOf(config),
    url: (part, marker) => {
      const query = new URLSearchParams({
        limit: String(pageSize),
        ...part,
        ...(marker !== undefined && { marker }),
      });
      return `${endpoint()}/v2/images?${query.toString()}`;
    },
    // 400 when the image is gone, 403 when it is not ours to see any more
    isMarkerGone: ({ facts }) => facts.notFound === true || facts.forbidden === true,
  };
}

/** A list holds either hidden images or the others, never both. */
function partsOf({ community, memberStatus, hidden }: GlanceScope): readonly ListPart[] {
  const part = {
    ...(community && { visibility: 'all' }),
    ...(memberStatus !== 'accepted' && { member_status: memberStatus }),
  };
  return hidden ? [part, { ...part, os_hidden: 'true' }] : [part];
}
