import request from 'supertest';

import type { Image } from '../../src/domain/image.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';

/** The body of `GET /v1/images/changes`. */
export interface ServedChanges {
  readonly from: string;
  readonly to: string;
  readonly added: readonly Image[];
  readonly removed: readonly { id: string; source: string; name: string | null }[];
  readonly changed: readonly { fields: readonly string[]; image: Image }[];
}

/** Asks a gateway for changes. */
export function askChanges({ url }: { readonly url: string }, since: string): request.Test {
  return request(url).get('/v1/images/changes').query({ since });
}

/** The changes since a version, which must be known. */
export async function changesSince(gateway: { readonly url: string }, since: string): Promise<ServedChanges> {
  const { status, text } = await askChanges(gateway, since);
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return JSON.parse(text) as ServedChanges;
}

function key({ id, source }: { readonly id: string; readonly source: string }): string {
  return `${id} ${source}`;
}

function byKey(images: readonly Image[]): Image[] {
  return images.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** All images that a gateway serves, by id and source, with their version. */
export async function served({
  url,
}: {
  readonly url: string;
}): Promise<{ version: string; images: readonly Image[] }> {
  const answer = await request(url).get('/v1/images?limit=200');
  // a test that relies on the wrong shape fails
  const { items, catalog } = answer.body as { items: Image[]; catalog: { version: string } };
  return { version: catalog.version, images: byKey(items) };
}

/** An image of the stand-in under another name. */
export function renamed(image: StandInImage, name: string): StandInImage {
  return { ...image, name };
}

/** By id and source, what a caller holds who has followed changes from these images on. */
export function after(images: readonly Image[], { added, removed, changed }: ServedChanges): Image[] {
  const held = new Map(images.map((image) => [key(image), image]));
  for (const image of removed) if (!held.delete(key(image))) throw new Error('removed twice');
  for (const image of added) {
    if (held.has(key(image))) throw new Error('added twice');
    held.set(key(image), image);
  }
  for (const { image } of changed) {
    if (!held.has(key(image))) throw new Error('changed before it was there');
    held.set(key(image), image);
  }
  return byKey([...held.values()]);
}
