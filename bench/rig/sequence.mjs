// A file of requests that the load generator sends one after the other, again and again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from './children.mjs';

/**
 * Writes one line for each request: the path, and behind a tab the entity tag of a conditional one.
 * `{n}` in a path stands for a number that is never used twice, so that nobody has asked this before.
 *
 * @param {readonly { path: string, etag?: string }[]} requests
 * @returns the file's path
 */
export function writeSequence(requests) {
  const file = join(temporaryFolder(), 'requests.txt');
  writeFileSync(file, requests.map(({ path, etag = '' }) => `${path}\t${etag}\n`).join(''));
  return file;
}

/** Numbers from 0 to 1 that look random and are the same in every run. */
export function* seededRandom(seed = 1) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}
