// A page of images from an array of plain objects, with what the language offers and nothing prepared.

/**
 * Answers a few of the gateway's parameters in the gateway's form, but for cursors: they are left out.
 *
 * @param query raw or converted values
 */
export function plainPage(images, query, version) {
  const { status, visibility, osType, nameContains, sizeMin, sort = '-createdAt' } = query;
  const limit = Number(query.limit ?? 50);
  const offset = Number(query.offset ?? 0);
  const wanted = nameContains?.toLowerCase();
  const matches = images.filter(
    (image) =>
      (status === undefined || image.status === status) &&
      (visibility === undefined || image.visibility === visibility) &&
      (osType === undefined || image.osType === osType) &&
      (wanted === undefined || image.name?.toLowerCase().includes(wanted)) &&
      (sizeMin === undefined || (image.sizeBytes ?? -1) >= Number(sizeMin)),
  );
  const items = matches.sort(bySort(sort)).slice(offset, offset + limit);
  const page = { limit, offset, returned: items.length, total: matches.length };
  return { items, page, catalog: { version } };
}

function bySort(sort) {
  const descending = sort.startsWith('-');
  const field = descending ? sort.slice(1) : sort;
  const direction = descending ? -1 : 1;
  return (a, b) => direction * compare(a[field], b[field]) || compare(a.id, b.id);
}

function compare(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
