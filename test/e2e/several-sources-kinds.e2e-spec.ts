import { readFileSync } from 'node:fs';

import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { DEMO_ACCOUNT } from '../../src/stand-in/openstack/demo-account.js';
import { glanceRows } from '../../src/stand-in/openstack/glance-rows.js';
import { startOpenStack, type OpenStack } from '../../src/stand-in/openstack/openstack.js';
import { eventually } from '../support/eventually.js';
import type { ServedPage } from '../support/query-client.js';
import { SourcesRig, statesOf, statusOf } from '../support/sources-rig.js';
import type { TestGateway } from '../support/start-gateway.js';

const OLD = generateImages(20, 1);
const NEW = generateImages(30, 2);

let rig: SourcesRig;
let openStack: OpenStack;
let gateway: TestGateway;

/** The appkey API as one source, and a region of an OpenStack as the other. */
beforeEach(async () => {
  rig = await SourcesRig.start({ old: OLD });
  openStack = await startOpenStack({ rows: glanceRows(NEW), now: () => rig.clock.now() });
  const env = rig.env();
  const file = JSON.parse(readFileSync(env['UPSTREAM_SOURCES_FILE']!, 'utf8')) as { sources: object[] };
  const path = rig.write('both.json', JSON.stringify({ sources: [...file.sources, region('new')] }));
  gateway = await rig.add({ UPSTREAM_SOURCES_FILE: path, CACHE_KEEP_WARM: 'false' });
});

afterEach(async () => {
  await rig.stop();
  await openStack.close();
});

/** A source of the file: a region of the OpenStack. */
function region(id: string): object {
  return {
    id,
    api: 'glance-v2',
    identityUrl: openStack.identityUrl,
    credentialId: DEMO_ACCOUNT.credential.id,
    credentialSecretFile: rig.write('credential-secret', DEMO_ACCOUNT.credential.secret),
    pageSize: 7,
  };
}

async function idsOf(source: string): Promise<string[]> {
  const answer = await request(gateway.url).get(`/v1/images?limit=200&source=${source}`);
  return (answer.body as ServedPage).items.map(({ id }) => id).sort();
}

describe('sources of two kinds', () => {
  it('are one catalogue', async () => {
    const { sources } = await rig.serves(gateway, 50);
    expect(sources.map(({ id, api, state }) => [id, api, state])).toEqual([
      ['old', 'toast-v1', 'ok'],
      ['new', 'glance-v2', 'ok'],
    ]);
    expect(await idsOf('old')).toEqual(OLD.map(({ id }) => id).sort());
    expect(await idsOf('new')).toEqual(NEW.map(({ id }) => id).sort());
  });

  it('fail apart: the images of one that is away stay', async () => {
    await rig.serves(gateway, 50);
    await openStack.close();
    rig.upstream('old').images = OLD.slice(0, 15);
    rig.clock.advance(61_000);
    await idsOf('old');
    await rig.passUntil(async () => (await statusOf(gateway)).count === 45);
    await rig.passUntil(async () => statesOf(await statusOf(gateway))['new'] === 'stale');
    expect(await idsOf('new')).toHaveLength(30);
    expect(statesOf(await statusOf(gateway))).toEqual({ old: 'ok', new: 'stale' });
  });
});

describe('many sources', () => {
  const [ROW] = glanceRows(NEW);

  /** Each of them lists one image, the same. */
  async function startMany(count: number): Promise<TestGateway> {
    await rig.serves(gateway, 50);
    openStack.rows = [ROW!];
    openStack.clearCalls();
    const sources = Array.from({ length: count }, (_, at) => region(`region-${at}`));
    const path = rig.write('many.json', JSON.stringify({ sources }));
    const many = await rig.add({ UPSTREAM_SOURCES_FILE: path, CACHE_KEEP_WARM: 'false' });
    // each new token has the lists merged anew
    await eventually(
      () => statusOf(many),
      (status) => status.count === count,
      20_000,
    );
    return many;
  }

  it('keep the token of each out of the images of all', async () => {
    const many = await startMany(66);
    const tokens = [...new Set(openStack.calls.map(({ headers }) => headers['x-auth-token']))];
    const issued = tokens.filter((token) => token !== undefined);
    expect(issued).toHaveLength(66);
    openStack.rows = [{ ...ROW!, description: `shown to ${issued.join()}` }];
    rig.clock.advance(61_000);
    const list = (): request.Test => request(many.url).get('/v1/images?limit=200&fields=description');
    await rig.passUntil(async () => ((await list()).text.match(/shown to/g) ?? []).length === 66);
    const { text } = await list();
    expect(issued.filter((token) => text.includes(String(token)))).toEqual([]);
  }, 60_000);
});
