// The whole catalogue as callers get it.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS } from '../rig/gateway.mjs';

/** @returns every image as a plain object, and the version of the catalogue */
export async function allImages(url) {
  const images = [];
  for (let next = '/v1/images?limit=200'; next;) {
    const { items, links, catalog } = JSON.parse((await fetchAnswer(url + next, HEADERS)).body);
    images.push(...items);
    if (!links.next) return { images, version: catalog.version };
    next = links.next;
  }
}
