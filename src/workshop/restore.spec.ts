import { createCache, type Cache } from 'cache-manager';
import { Keyv } from 'keyv';

import { imagesOf, snapshotOf } from '../../test/support/a-snapshot.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import { anImage } from '../../test/support/query-image.js';
import { memoryStore } from '../catalog/store/memory-store.js';
import type { HeldCatalog } from '../catalog/current-catalog.js';
import { SnapshotStore } from '../catalog/snapshot.store.js';
import { STORED_FORMAT } from '../catalog/stored-catalog.js';
import { StoreHealth } from '../catalog/store/store-health.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { InPlaceRunner } from './in-place.runner.js';
import { TaskBench } from './task-bench.js';
import { Work } from './work.js';

const KEY = 'catalog';
const RULES = { freshForMs: 30_000, staleForMs: 30_000 };

let clock: ManualClock;
let cache: Cache;
let lines: string[];
let store: SnapshotStore;

beforeEach(() => {
  clock = new ManualClock();
  cache = createCache({ stores: [memoryStore()] });
  lines = [];
  const log = new Log('info', (line) => line, { write: (line) => void lines.push(String(line)) });
  const open = (): TaskBench =>
    new TaskBench(new InPlaceRunner(new Work(SOME_RULES)), new KnownSecrets(), undefined);
  store = new SnapshotStore(cache, KEY, RULES, { open }, clock, new StoreHealth(log, new Metrics(() => 0)));
});

async function save(held: HeldCatalog): Promise<Record<string, unknown>> {
  expect(await store.save(held)).toBe(true);
  return (await cache.get<Record<string, unknown>>(KEY))!;
}

const SNAPSHOT = snapshotOf([anImage('b'), anImage('a', { name: 'é' })], 5_000);
const HELD = { snapshot: SNAPSHOT, confirmedAt: 0, confirmedAtWall: 0, skipped: 3 };

describe('a stored catalogue', () => {
  it('comes back as it was, older by the time that has passed', async () => {
    await save({ ...HELD, confirmedAtWall: clock.now() });
    clock.advance(2_000);
    const held = await store.load();
    expect(held).toMatchObject({ confirmedAt: 0, confirmedAtWall: clock.now() - 2_000, skipped: 3 });
    expect(held?.snapshot).toMatchObject({ version: SNAPSHOT.version, changedAt: 5_000, count: 2 });
    expect(imagesOf(held!.snapshot)).toEqual(imagesOf(SNAPSHOT));
    expect(lines).toEqual([]);
  });

  it('is kept in memory without a copy, and what is served stays whole when it is read again', async () => {
    const { images } = await save(HELD);
    expect(images).toBe(SNAPSHOT.jsonBytes);
    await store.load();
    expect(imagesOf(SNAPSHOT)).toHaveLength(2);
    expect((await store.load())?.snapshot.version).toBe(SNAPSHOT.version);
  });

  it('is none where nothing was stored', async () => {
    expect(await store.load()).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it.each([
    ['an image that is none', { images: Buffer.from('[{}]') }],
    ['no JSON', { images: Buffer.from('[') }],
    ['a text for images', { images: '[]' }],
    ['another format', { format: STORED_FORMAT + 1 }],
  ])('is refused with %s, with a line in the log', async (_what, change) => {
    await cache.set(KEY, { ...(await save(HELD)), ...change });
    expect(await store.load()).toBeUndefined();
    expect(lines.join('')).toContain('stored catalogue cannot be read');
  });

  it('is not waited for where the store hangs', async () => {
    const hanging = Object.assign(new Map<string, unknown>(), { get: () => new Promise(() => undefined) });
    cache = createCache({ stores: [new Keyv({ store: hanging })] });
    const open = (): never => {
      throw new Error('there is nothing to restore');
    };
    const log = new Log('info', (line) => line, { write: (line) => void lines.push(String(line)) });
    const loading = new SnapshotStore(
      cache,
      KEY,
      RULES,
      { open },
      clock,
      new StoreHealth(log, new Metrics(() => 0)),
    ).load();
    clock.advance(9_999);
    expect(lines).toEqual([]);
    clock.advance(1);
    expect(await loading).toBeUndefined();
    expect(lines.join('')).toContain('no answer within 10000 ms');
  });
});
