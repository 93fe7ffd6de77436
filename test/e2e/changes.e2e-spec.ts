import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { askChanges, changesSince, renamed, served } from '../support/changes-client.js';
import {
  bodyOf,
  catalogLoaded,
  listImages,
  refreshAfter,
  startRig,
  type Rig,
} from '../support/upstream-rig.js';

const ALL = generateImages(34);
const FIRST = ALL.slice(0, 30);

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ images: FIRST, env: { CACHE_KEEP_WARM: 'false', CACHE_FRESH_FOR: '60s' } });
  await catalogLoaded(rig);
});
afterEach(() => rig.stop());

/** Gives the upstream another list, and has it read. @returns the version that comes of it */
async function become(images: readonly StandInImage[]): Promise<string> {
  rig.upstream.images = images;
  await refreshAfter(rig, () => {
    rig.clock.advance(61_000);
    return listImages(rig, '?limit=1');
  });
  return version();
}

async function version(): Promise<string> {
  return (await served(rig.gateway)).version;
}

function ask(since: string): request.Test {
  return askChanges(rig.gateway, since);
}

/** What a problem says. */
interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { code: string }[];
}

describe('GET /v1/images/changes', () => {
  it('tells of nothing since the current version', async () => {
    const now = await version();
    expect(await changesSince(rig.gateway, now)).toEqual({
      from: now,
      to: now,
      added: [],
      removed: [],
      changed: [],
    });
  });

  it('tells what was added, removed and changed, each image as it is now', async () => {
    const from = await version();
    const { images: before } = await served(rig.gateway);
    const to = await become([renamed(FIRST[0]!, 'another name'), ...FIRST.slice(2), ALL[30]!]);
    const { images: now } = await served(rig.gateway);
    const changes = await changesSince(rig.gateway, from);
    const isNew = now.filter(({ id }) => !before.some((image) => image.id === id));
    const gone = before.filter(({ id }) => !now.some((image) => image.id === id));
    expect(changes).toEqual({
      from,
      to,
      added: isNew,
      removed: gone.map(({ id, source, name }) => ({ id, source, name })),
      changed: [expect.objectContaining({ image: now.find(({ name }) => name === 'another name') })],
    });
    expect([isNew.length, gone.length]).toEqual([1, 1]);
    expect(changes.changed[0]?.fields).toContain('name');
  });

  it('takes the changes of several versions together', async () => {
    const first = await version();
    await become([...FIRST, ALL[30]!]);
    await become([renamed(FIRST[0]!, 'once'), ...FIRST.slice(2)]);
    const last = await become([
      renamed(FIRST[0]!, 'twice'),
      renamed(FIRST[1]!, 'came back'),
      ...FIRST.slice(2),
    ]);
    const { added, removed, changed, to } = await changesSince(rig.gateway, first);
    expect([to, added, removed]).toEqual([last, [], []]);
    expect(changed.map(({ image }) => image.name).toSorted()).toEqual(['came back', 'twice']);
  });

  it('tells of nothing where all is as it was, though not by the same version in between', async () => {
    const first = await version();
    const second = await become(FIRST.slice(1));
    expect(await become(FIRST)).toBe(first);
    expect(await changesSince(rig.gateway, first)).toMatchObject({
      to: first,
      added: [],
      removed: [],
      changed: [],
    });
    const back = await changesSince(rig.gateway, second);
    expect([back.added.length, back.removed.length, back.changed.length]).toEqual([1, 0, 0]);
  });

  it('keeps the last 100 versions', async () => {
    const versions = [await version()];
    for (let at = 1; at <= 100; at++)
      versions.push(await become([renamed(FIRST[0]!, `name ${at}`), ...FIRST.slice(1)]));
    expect(new Set(versions).size).toBe(101);
    for (const since of versions.slice(0, 100)) {
      const { changed, added, removed, to } = await changesSince(rig.gateway, since);
      expect([to, added, removed, changed.length]).toEqual([versions.at(-1), [], [], 1]);
    }
  }, 60_000);

  it.each(['0123456789abcdef', 'nonsense', '../..', 'é'])(
    'says 410 of a version that is none: %s',
    async (since) => {
      const answer = await ask(since);
      const { status, headers } = answer;
      const body = bodyOf<Problem>(answer);
      expect([status, body.code, headers['cache-control']]).toEqual([410, 'VERSION_GONE', 'no-store']);
      expect(body.detail).toMatch(/Read the list again.*catalog\.version/);
      expect(JSON.stringify(body)).not.toContain(since);
    },
  );

  it.each([
    ['', 'REQUIRED', 'since'],
    ['?since=a%E4', 'INVALID_FORMAT', 'since'],
    ['?since=', 'EMPTY_VALUE', 'since'],
    ['?since=%20', 'EMPTY_VALUE', 'since'],
    ['?since=a&since=b', 'REPEATED_PARAMETER', 'since'],
    [`?since=${'a'.repeat(257)}`, 'TOO_LONG', 'since'],
    ['?since=a%00', 'INVALID_FORMAT', 'since'],
  ])('refuses %s as %s', async (query, code, parameter) => {
    const answer = await request(rig.gateway.url).get(`/v1/images/changes${query}`);
    expect([answer.status, bodyOf<Problem>(answer).errors]).toEqual([
      400,
      [expect.objectContaining({ code, parameter })],
    ]);
  });

  it('tells of all faults together', async () => {
    const answer = await request(rig.gateway.url).get('/v1/images/changes?status=active');
    expect(bodyOf<Problem>(answer).errors.map(({ code }) => code)).toEqual(['REQUIRED', 'UNKNOWN_PARAMETER']);
  });

  it('is validated and cached as the list is', async () => {
    const from = await version();
    await become(FIRST.slice(1));
    const first = await ask(from);
    expect(first.headers['cache-control']).toMatch(/^private, max-age=/);
    expect(first.headers['vary']).toBe('Accept, Accept-Encoding');
    const again = await ask(from).set('if-none-match', String(first.headers['etag']));
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await request(rig.gateway.url).head('/v1/images/changes').query({ since: from });
    expect([head.status, head.headers['etag'], head.text]).toEqual([200, first.headers['etag'], undefined]);
    await become(FIRST.slice(2));
    expect((await ask(from).set('if-none-match', String(first.headers['etag']))).status).toBe(200);
  });

  it('says why there is no catalogue, as the list does', async () => {
    const fault = { kind: 'status', status: 403 } as const;
    const without = await startRig({ before: (upstream) => upstream.fail('images', fault) });
    const answer = await request(without.gateway.url).get('/v1/images/changes?since=c0ffee12c0ffee12');
    expect([answer.status, bodyOf<Problem>(answer).code]).toEqual([502, 'UPSTREAM_REJECTED']);
    await without.stop();
  });
});
