import request from 'supertest';

import { generateImages, syntheticImage } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { eventually } from '../support/eventually.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { SourcesRig, statesOf, statusOf } from '../support/sources-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

function own(seed: string, count: number): StandInImage[] {
  return Array.from({ length: count }, (_, index) => syntheticImage(seed, index));
}

describeWithRedis('replicas of several sources with one Redis', () => {
  let redis: RedisServer;
  let rig: SourcesRig;

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await SourcesRig.start({ kr1: generateImages(40), kr2: generateImages(30), jp1: own('three', 20) });
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  function add(members: Parameters<SourcesRig['add']>[1] = {}): Promise<TestGateway> {
    return rig.add({ CACHE_URL: redis.url, CACHE_FRESH_FOR: '10s' }, members);
  }

  async function allServe(count: number): Promise<void> {
    await rig.passUntil(async () =>
      (await Promise.all(rig.gateways.map((gateway) => statusOf(gateway)))).every(
        (status) => status.count === count,
      ),
    );
  }

  async function isTold(sources: number): Promise<void> {
    await eventually(
      () => redis.keys(),
      (keys) => keys.filter((key) => key.endsWith(':news')).length === sources,
    );
  }

  const listings = (): number[] => ['kr1', 'kr2', 'jp1'].map((id) => rig.listings(id));

  it('list each source once for all of them, and agree on all that callers see', async () => {
    await Promise.all([add(), add(), add()]);
    await allServe(90);
    expect(listings()).toEqual([1, 1, 1]);
    const ask = (path: string): Promise<request.Response[]> =>
      Promise.all(rig.gateways.map(({ url }) => request(url).get(path)));
    const pages = await ask('/v1/images?limit=7&sort=name');
    for (const { body, headers } of pages) {
      expect(body).toEqual(pages[0]!.body);
      expect(headers['etag']).toBe(pages[0]!.headers['etag']);
      expect(headers['last-modified']).toBe(pages[0]!.headers['last-modified']);
    }
    const { page } = pages[0]!.body as { page: { nextCursor: string } };
    const seconds = await ask(`/v1/images?limit=7&sort=name&cursor=${page.nextCursor}`);
    for (const { status, body } of seconds) expect([status, body]).toEqual([200, seconds[0]!.body]);
  });

  it('share the failure and the cooldown of one source, and list the others meanwhile', async () => {
    rig.upstream('kr2').fail('images', { kind: 'envelope', code: -4 });
    await Promise.all([add(), add()]);
    await rig.passUntil(async () => {
      const all = await Promise.all(rig.gateways.map((gateway) => statusOf(gateway)));
      return all.every(({ sources }) => sources[1]?.lastFailure?.class === 'UPSTREAM_REJECTED');
    });
    await allServe(60);
    expect(rig.listings('kr2')).toBe(1);
    await rig.pass(3_000);
    expect(rig.listings('kr2')).toBe(1);
    rig.upstream('kr2').heal();
    await allServe(90);
    const [first, second] = await Promise.all(rig.gateways.map((gateway) => statusOf(gateway)));
    expect(second?.version).toBe(first?.version);
  });

  it('start with the lists of the others while all sources are down', async () => {
    const first = await add();
    await allServe(90);
    await isTold(3);
    for (const id of ['kr1', 'kr2', 'jp1']) rig.upstream(id).fail('images', { kind: 'reset' });
    const late = await add();
    await rig.serves(late, 90);
    expect((await statusOf(late)).version).toBe((await statusOf(first)).version);
    expect(statesOf(await statusOf(late))).toEqual({ kr1: 'ok', kr2: 'ok', jp1: 'ok' });
  });

  it('take over a change of one source alone', async () => {
    await Promise.all([add(), add()]);
    await allServe(90);
    rig.upstream('jp1').images = own('three', 25);
    await allServe(95);
    const [first, second] = await Promise.all(rig.gateways.map((gateway) => statusOf(gateway)));
    expect(second?.version).toBe(first?.version);
  });

  it('use two connections each, however many sources there are', async () => {
    await Promise.all([add(), add()]);
    await allServe(90);
    await isTold(3);
    await eventually(
      () => redis.ask((client) => client.sendCommand<string>(['CLIENT', 'LIST'])),
      // and the one that asks
      (list) => list.trim().split('\n').length === 5,
    );
  });

  it('keep each source for itself there, and give the leases back', async () => {
    await add();
    await allServe(90);
    await isTold(3);
    await rig.stopGateways();
    const keys = await redis.keys();
    // the history is one of all of them
    const ofSources = keys.filter((key) => !/^image-gateway:\{[0-9a-f]{12}\}:changes$/.test(key));
    expect(ofSources.map((key) => key.replace(/:[0-9a-f]{12}\}/, ''))).toEqual(
      ['jp1', 'kr1', 'kr2'].flatMap((id) => [`image-gateway:3:{${id}`, `image-gateway:3:{${id}:news`]),
    );
  });
});
