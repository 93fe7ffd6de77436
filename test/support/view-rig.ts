import fc from 'fast-check';

import type { Image } from '../../src/domain/image.js';
import { snapshotOf } from './a-snapshot.js';
import type { KeyEntryText } from './door-keys.js';
import { rawRequest, requestText, type RawAnswer } from './door-raw-http.js';
import { READER, startDoorRig, type DoorRig } from './door-rig.js';
import { anImage } from './query-image.js';
import { randomImages } from './random-images.js';
import { shownTo, type Restriction } from './reference-view.js';
import { sourceOf } from './source-of.js';
import type { TestGateway } from './start-gateway.js';

/** A client, and what of the catalogue it may see. */
export type Viewer = KeyEntryText & Restriction;

/** Sees everything. */
export const ALL: Viewer = READER;
const only = (client: string, restriction: Restriction): Viewer => ({
  client,
  key: `${client}-key`,
  ...restriction,
});
export const PUBLIC = only('public', { visibility: ['public'] });
/** Another client that sees the same. */
export const PUBLIC_TOO = only('public-too', { visibility: ['public'] });
const SHARED = only('shared', { visibility: ['shared', 'public'] });
export const HERE = only('here', { sources: ['default'] });
export const HERE_PRIVATE = only('here-private', { sources: ['default', 'none'], visibility: ['private'] });
export const ELSEWHERE = only('elsewhere', { sources: ['one'] });
export const NOTHING = only('nothing', { visibility: ['community'] });
export const RESTRICTED = [PUBLIC, SHARED, HERE, HERE_PRIVATE, ELSEWHERE, NOTHING];

/** Private, and the only image of its status and formats; its name is equal to `SEEN`'s in every order. */
export const HIDDEN = anImage('hidden-1', {
  name: 'Twin IMAGE',
  status: 'quarantined',
  diskFormat: 'canaryfs',
  containerFormat: 'canarybox',
  visibility: 'private',
});
export const SEEN = anImage('seen-1', { name: 'twin image', status: 'resting', visibility: 'public' });

/** Images of three sources, of which `default` is the one that is configured, and three visibilities. */
export const IMAGES: readonly Image[] = [
  ...fc
    .sample(randomImages({ minLength: 120, maxLength: 120 }), { numRuns: 1, seed: 7 })
    .flat()
    .map((image) => ({ ...image, source: image.source === 'KR1' ? 'default' : image.source })),
  HIDDEN,
  SEEN,
];

/** A gateway with all the images and these clients, and an open one, whose images are chosen. */
export interface ViewRig {
  readonly door: DoorRig;
  /** Gives the open gateway the images that a client may see, and no others. */
  readonly serveAlone: (viewer: Restriction) => void;
  readonly ask: (viewer: Viewer, target: string, headers?: Headers, method?: string) => Promise<RawAnswer>;
  readonly askAlone: (target: string) => Promise<RawAnswer>;
}

type Headers = Readonly<Record<string, string>>;

export async function startViewRig(): Promise<ViewRig> {
  const door = await startDoorRig(...RESTRICTED, PUBLIC_TOO);
  const serve = ({ gateway }: TestGateway, images: readonly Image[]): void => {
    const confirmedAt = door.clock.monotonic();
    const snapshot = snapshotOf(images, door.clock.now());
    sourceOf(gateway.app).current.replace({
      snapshot,
      confirmedAt,
      confirmedAtWall: door.clock.now(),
      skipped: 5,
    });
  };
  serve(door.keyed, IMAGES);
  return {
    door,
    serveAlone: (viewer) => serve(door.open, shownTo(IMAGES, viewer)),
    ask: ({ key }, target, headers = {}, method = 'GET') =>
      rawRequest(door.keyed.url, requestText(method, target, { 'X-Api-Key': key, ...headers })),
    askAlone: (target) => rawRequest(door.open.url, requestText('GET', target)),
  };
}
