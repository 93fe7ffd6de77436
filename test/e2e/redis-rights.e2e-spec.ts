import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { ReplicaRig, statusOf } from '../support/replica-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const COMMANDS = '+get +set +getrange +strlen +del +unlink +ping +eval +rename +pexpire +pttl';

describeWithRedis('a Redis that lets its user do no more than it must', () => {
  let redis: RedisServer;
  let rig: ReplicaRig;

  beforeEach(async () => {
    redis = await RedisServer.start();
    rig = await ReplicaRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await redis.discard();
  });

  async function addTwo(rights: string): Promise<void> {
    const order = ['ACL', 'SETUSER', 'gateway', 'reset', 'on', '>secret-word', '~image-gateway:*'];
    await redis.ask((client) => client.sendCommand([...order, ...rights.split(' ')]));
    const url = redis.url.replace('//', '//gateway:secret-word@');
    await Promise.all([rig.addWith(redis, { CACHE_URL: url }), rig.addWith(redis, { CACHE_URL: url })]);
    await rig.passUntil(async () => (await counts()).every((each) => each === 30));
    await rig.isTold(redis);
  }

  async function counts(): Promise<number[]> {
    return (await Promise.all(rig.gateways.map((each) => statusOf(each)))).map(({ count }) => count);
  }

  /** The two have one listing between them, also of a list that has changed. */
  async function shareNews(): Promise<void> {
    expect(rig.listings).toBe(1);
    rig.upstream.images = generateImages(41);
    await rig.passUntil(() => rig.listings === 2);
    await rig.pass(1_500);
    await rig.allServe(41);
    expect(rig.listings).toBe(2);
  }

  function complaints({ logs }: TestGateway): unknown[] {
    return logs
      .filter(({ level }) => level === 'error')
      .map(({ msg, reason }) => `${String(msg)}: ${String(reason)}`);
  }

  it('is used with the rights that the documentation names, and nothing is complained of', async () => {
    await addTwo(`${COMMANDS} +publish +subscribe &image-gateway:*`);
    await shareNews();
    for (const gateway of rig.gateways) expect(complaints(gateway)).toEqual([]);
  });

  it.each<[string, string]>([
    ['no channel', `+@all resetchannels`],
    ['not to subscribe', `${COMMANDS} +publish &image-gateway:*`],
    ['not to publish', `${COMMANDS} +subscribe &image-gateway:*`],
    ['no messages at all', COMMANDS],
  ])(
    'is used without messages by a user who may use %s: each finds the news by looking',
    async (_what, rights) => {
      await addTwo(rights);
      await shareNews();
      const mayHear = rights.includes('+subscribe');
      for (const gateway of rig.gateways) {
        expect(complaints(gateway)).toEqual(
          mayHear ? [] : ['messages of other replicas cannot be heard: NOPERM'],
        );
        const { text } = await request(gateway.managementUrl).get('/metrics');
        expect(text).toContain('gateway_store_up{use="reached"} 1');
        expect(text).toContain(`gateway_store_up{use="messages"} ${mayHear ? 1 : 0}`);
      }
    },
  );

  it('is heard once it allows it', async () => {
    await addTwo('+@all resetchannels');
    await redis.ask((client) => client.sendCommand(['ACL', 'SETUSER', 'gateway', '&image-gateway:*']));
    await rig.passUntil(() =>
      rig.gateways.every(({ logs }) =>
        logs.some(({ msg }) => msg === 'messages of other replicas can again be heard'),
      ),
    );
    rig.upstream.images = generateImages(41);
    await rig.passUntil(() => rig.listings === 2);
    await rig.allServe(41);
  });
});
