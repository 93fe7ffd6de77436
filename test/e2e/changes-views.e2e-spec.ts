import request from 'supertest';

import type { Image } from '../../src/domain/image.js';
import { snapshotOf } from '../support/a-snapshot.js';
import type { ServedChanges } from '../support/changes-client.js';
import { startDoorRig, type DoorRig } from '../support/door-rig.js';
import { EventClient } from '../support/event-client.js';
import { eventually } from '../support/eventually.js';
import { anImage } from '../support/query-image.js';
import { sourceOf } from '../support/source-of.js';

const EVERYTHING = { client: 'everything', key: 'everything-key' };
const PUBLIC = { client: 'public', key: 'public-key', visibility: ['public'] };

const seen = (id: string, name = id): Image => anImage(id, { name, visibility: 'public' });
const hidden = (id: string, name = id): Image => anImage(id, { name, visibility: 'private' });
const FIRST = [seen('s1'), seen('s2'), hidden('h1'), hidden('h2')];

let rig: DoorRig;
const clients: EventClient[] = [];

beforeEach(async () => {
  rig = await startDoorRig(EVERYTHING, PUBLIC);
  become(FIRST);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await rig.stop();
});

/** Has the keyed gateway serve other images. @returns their version */
function become(images: readonly Image[]): string {
  const { clock, keyed } = rig;
  const snapshot = snapshotOf(images, clock.now());
  const [confirmedAt, confirmedAtWall] = [clock.monotonic(), clock.now()];
  sourceOf(keyed.gateway.app).current.replace({ snapshot, confirmedAt, confirmedAtWall, skipped: 0 });
  return snapshot.version;
}

async function changes({ key }: { key: string }, since: string): Promise<ServedChanges> {
  const answer = await request(rig.keyed.url)
    .get('/v1/images/changes')
    .query({ since })
    .set('x-api-key', key);
  expect(answer.status).toBe(200);
  return answer.body as ServedChanges;
}

async function open({ key }: { key: string }, lastEventId?: string): Promise<EventClient> {
  const headers = { 'x-api-key': key, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
  const client = await EventClient.open(rig.keyed, '', headers);
  clients.push(client);
  return client;
}

const ids = (told: ServedChanges): unknown => [
  told.added.map(({ id }) => id),
  told.removed.map(({ id }) => id),
  told.changed.map(({ image, fields }) => [image.id, fields]),
];

describe('a client that may see some images', () => {
  it('is told of changes as if there were no others', async () => {
    const first = become(FIRST);
    become([seen('s1', 'other'), seen('s3'), hidden('h1', 'other'), hidden('h3')]);
    expect(ids(await changes(EVERYTHING, first))).toEqual([
      ['h3', 's3'],
      ['h2', 's2'],
      [
        ['h1', ['name']],
        ['s1', ['name']],
      ],
    ]);
    expect(ids(await changes(PUBLIC, first))).toEqual([['s3'], ['s2'], [['s1', ['name']]]]);
  });

  it('takes an image that comes to be seen for a new one, and one that is hidden for one that is gone', async () => {
    const first = become(FIRST);
    const client = await open(PUBLIC);
    const version = become([hidden('s1'), seen('s2'), seen('h1'), hidden('h2')]);
    expect(ids(await changes(PUBLIC, first))).toEqual([['h1'], ['s1'], []]);
    expect(await client.has(1)).toEqual([{ version, previous: first, added: 1, removed: 1, changed: 0 }]);
  });

  it('gets no event, and no id, when hidden images change', async () => {
    const first = become(FIRST);
    const [all, some] = [await open(EVERYTHING), await open(PUBLIC)];
    become([...FIRST, hidden('h3')]);
    await all.has(1);
    rig.clock.advance(15_000);
    await eventually(
      () => some.comments.length,
      (count) => count > 0,
    );
    expect([some.events, some.lastEventId]).toEqual([[], first]);
    const third = become([...FIRST, hidden('h3'), seen('s3')]);
    expect(await some.has(1)).toEqual([
      { version: third, previous: first, added: 1, removed: 0, changed: 0 },
    ]);
    const again = await open(PUBLIC, first);
    expect(await again.has(1)).toEqual(some.events);
  });

  it('is told how many it may see where nothing is known of the version it comes with', async () => {
    const client = await open(PUBLIC, 'f00f00f00f00f00f');
    expect(await client.has(1)).toEqual([
      { version: become(FIRST), previous: null, added: 2, removed: 0, changed: 0 },
    ]);
  });

  it('gets no answer that was kept for another', async () => {
    const first = become(FIRST);
    become([...FIRST, hidden('h3')]);
    const etags = [];
    for (const { key } of [EVERYTHING, PUBLIC, EVERYTHING]) {
      const answer = await request(rig.keyed.url)
        .get(`/v1/images/changes?since=${first}`)
        .set('x-api-key', key);
      etags.push(answer.headers['etag']);
    }
    expect([etags[0], new Set(etags).size]).toEqual([etags[2], 2]);
  });
});

describe('a client whose key is taken away', () => {
  it('gets no further event', async () => {
    const client = await open(EVERYTHING);
    rig.keyFile.write(PUBLIC);
    await rig.clock.passing(
      eventually(
        () => client.isOver,
        (isOver) => isOver,
      ),
    );
    expect(client.events).toEqual([]);
  });

  it.each(['/v1/events', '/v1/images/changes?since=a'])('is not told of %s', async (path) => {
    expect((await request(rig.keyed.url).get(path)).status).toBe(401);
    const refused = await request(rig.keyed.url).get(path).set('x-api-key', 'wrong');
    expect(refused.status).toBe(401);
  });
});
