import type { CatalogView } from '../catalog/catalog-view.js';
import type { Family } from '../catalog/families.js';
import { SYSTEM_FIELDS } from '../catalog/image-query.js';
import type { ImageField } from '../domain/image.js';

const NULL = 'null';
const COMMA = Buffer.from(',');

/** Writes a family as JSON in UTF-8; its newest image as the list shows it. */
export function presentFamily(catalog: CatalogView, family: Family): Buffer {
  return Buffer.concat(partsOf(catalog, family));
}

/** Writes families as JSON in UTF-8. */
export function presentFamilies(catalog: CatalogView, families: readonly Family[]): Buffer {
  const items = families.flatMap((family, at) => [...(at === 0 ? [] : [COMMA]), ...partsOf(catalog, family)]);
  const end = Buffer.from(`],"catalog":{"version":"${catalog.version}"}}`);
  return Buffer.concat([Buffer.from('{"items":['), ...items, end]);
}

/** What images hold is copied as it was written, never read. */
function partsOf({ rows }: CatalogView, family: Family): Uint8Array[] {
  const { member, count, usable, first, last, latest, differing } = family;
  const valueOf = (position: number | undefined, field: ImageField): string =>
    position === undefined ? NULL : Buffer.from(rows.valueOf(position, field)).toString();
  const systems = SYSTEM_FIELDS.map(
    (field) => `"${field}":${differing.has(field) ? NULL : valueOf(member, field)}`,
  );
  const head = [
    `{"family":${valueOf(member, 'family')}`,
    ...systems,
    `"count":${count}`,
    `"usable":${usable}`,
    `"firstReleaseDate":${valueOf(first, 'releaseDate')}`,
    `"lastReleaseDate":${valueOf(last, 'releaseDate')}`,
    '"latest":',
  ].join(',');
  // the last one is a name without a value yet
  const image = latest === undefined ? Buffer.from(NULL) : rows.jsonOf(latest);
  return [Buffer.from(head), image, Buffer.from('}')];
}
