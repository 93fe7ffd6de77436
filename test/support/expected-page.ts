import type { ServedPage } from './query-client.js';
import { referencePage, type QueryParameters, type ServedImage } from './reference-filter.js';

/** What of a page the reference filter has an opinion about. */
export function seenIn({ items, page }: ServedPage): unknown {
  const { nextCursor, prevCursor, ...rest } = page;
  return {
    ...rest,
    ids: items.map(({ id }) => id),
    fields: [...new Set(items.map((item) => Object.keys(item).join()))],
    more: [prevCursor !== null, nextCursor !== null],
  };
}

/** The same as `seenIn` of the page that answers a valid query without a cursor. */
export function expectedFrom(images: readonly ServedImage[], query: QueryParameters): unknown {
  const { ids, total, limit, offset } = referencePage(images, query);
  const asked = query.find(([name]) => name === 'fields')?.[1].split(',');
  const known = Object.keys(images[0] ?? {});
  const fields = known.filter((field) => field === 'id' || !asked || asked.includes(field)).join();
  return {
    limit,
    offset,
    total,
    returned: ids.length,
    ids,
    fields: ids.length > 0 ? [fields] : [],
    more: [offset > 0 && total > 0, offset + ids.length < total],
  };
}
