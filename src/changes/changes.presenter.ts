import type { CatalogView } from '../catalog/catalog-view.js';
import type { VisibleChanges } from './visible-changes.js';

const NOTHING: VisibleChanges = { added: [], removed: [], changed: [] };

/** Writes changes as JSON in UTF-8; the images are those of the catalogue, as they were written when it was made. */
export function presentChanges(
  { rows }: Pick<CatalogView, 'rows'>,
  versions: { readonly from: string; readonly to: string },
  { added, removed, changed }: VisibleChanges = NOTHING,
): Buffer {
  const parts: Uint8Array[] = [];
  const write = (text: string): void => void parts.push(Buffer.from(text));
  write(`{"from":${JSON.stringify(versions.from)},"to":${JSON.stringify(versions.to)},"added":[`);
  for (const [at, position] of added.entries()) {
    if (at > 0) write(',');
    parts.push(rows.jsonOf(position));
  }
  write(`],"removed":${JSON.stringify(removed)},"changed":[`);
  for (const [at, { fields, position }] of changed.entries()) {
    write(`${at > 0 ? ',' : ''}{"fields":${JSON.stringify(fields)},"image":`);
    parts.push(rows.jsonOf(position));
    write('}');
  }
  write(']}');
  return Buffer.concat(parts);
}
