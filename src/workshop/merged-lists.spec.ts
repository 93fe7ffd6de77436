import fc from 'fast-check';

import { imagesOf, snapshotOf } from '../../test/support/a-snapshot.js';
import { eventually } from '../../test/support/eventually.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { anImage } from '../../test/support/query-image.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import { CatalogMerger } from '../catalog/catalog-merger.js';
import type { CatalogSource } from '../catalog/catalog-source.js';
import { changedTogether, CurrentCatalog } from '../catalog/current-catalog.js';
import type { RefreshOutcome } from '../catalog/refresh-report.js';
import { Refresher } from '../catalog/refresher.port.js';
import { ServedCatalog } from '../catalog/served-catalog.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Secret } from '../config/secret.js';
import type { Image } from '../domain/image.js';
import { Log } from '../observability/log.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { InPlaceRunner } from './in-place.runner.js';
import { TaskBench } from './task-bench.js';
import { Work } from './work.js';

const RULES = { freshForMs: 60_000, staleForMs: 60_000 };
const IDS = ['one', 'two', 'three'] as const;

/** Nobody refreshes here: a test says which lists there are. */
class NoRefresher extends Refresher {
  readonly lastFailure = undefined;
  readonly isRunning = false;

  cooldownLeftMs(): number {
    return 0;
  }

  refresh(): Promise<RefreshOutcome> {
    return Promise.resolve('unchanged');
  }

  refreshIfAllowed(): void {}

  force(): 'recent' {
    return 'recent';
  }
}

interface ListedSource extends CatalogSource {
  readonly current: CurrentCatalog;
}

function rig(before: () => void = () => {}) {
  const clock = new ManualClock();
  const secrets = new KnownSecrets();
  const served = new ServedCatalog();
  const lines: string[] = [];
  const log = new Log('info', (line) => line, { write: (line) => void lines.push(String(line)) });
  let opened = 0;
  const open = (): TaskBench => {
    opened++;
    before();
    const work = new Work({ ...SOME_RULES, sources: [...IDS] });
    return new TaskBench(new InPlaceRunner(work), secrets, undefined);
  };
  const sources = IDS.map((id): ListedSource => {
    const current = new CurrentCatalog(RULES, clock);
    const refresher = new NoRefresher();
    return {
      id,
      api: 'toast-v1',
      rules: RULES,
      patienceMs: 0,
      refresher,
      current,
      last: () => current.last(),
    };
  });
  const merger = new CatalogMerger(sources, served, { open }, secrets, clock, log);
  /** Gives a source a list, of which it knows when it changed. */
  const hold = (at: number, images: readonly Image[], changedAt = clock.now()): void => {
    const snapshot = snapshotOf(images, changedAt);
    const confirmedAt = clock.monotonic();
    sources[at]!.current.replace({ snapshot, confirmedAt, confirmedAtWall: clock.now(), skipped: at });
  };
  const ids = (): string[] => imagesOf(served.get()!.snapshot).map(({ id, source }) => `${id} ${source}`);
  return { clock, secrets, served, merger, lines, hold, ids, opened: () => opened };
}

function imagesFrom(source: string, ...ids: readonly string[]): Image[] {
  return ids.map((id) => anImage(id, { source }));
}

describe('the lists of several sources', () => {
  it('are merged in the order of id, then source', async () => {
    const { hold, served, ids } = rig();
    hold(1, imagesFrom('two', 'b', 'a'));
    hold(0, imagesFrom('one', 'c', 'a'));
    await served.settled();
    expect(ids()).toEqual(['a one', 'a two', 'b two', 'c one']);
    expect(served.get()?.parts.map(({ source, skipped }) => [source.id, skipped])).toEqual([
      ['one', 0],
      ['two', 1],
    ]);
  });

  it('are the same catalogue, whatever the order in which they come, and have the same date where they come together', async () => {
    const lists = IDS.map((source, at) => imagesFrom(source, `x${at}`, 'shared'));
    const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    const moments = fc.array(fc.integer({ min: 10_000_000, max: 10_003_000 }), {
      minLength: 3,
      maxLength: 3,
    });
    const versions = new Set<string>();
    const check = async (order: number[], together: boolean, changed: number[]): Promise<void> => {
      const { hold, served } = rig();
      const dates: number[] = [];
      served.watch(() => dates.push(Math.floor(served.get()!.snapshot.changedAt / 1_000)));
      for (const at of order) {
        hold(at, lists[at]!, changed[at]);
        if (!together) await served.settled();
      }
      await served.settled();
      const { snapshot } = served.get()!;
      versions.add(snapshot.version);
      const [last, ...before] = dates.toReversed();
      expect(before).not.toContain(last);
      if (together) expect(snapshot.changedAt).toBe(changedTogether(changed, 0));
    };
    await fc.assert(fc.asyncProperty(orders, fc.boolean(), moments, check), { numRuns: 50 });
    expect(versions.size).toBe(1);
  });

  it('are not merged again when one is confirmed, which moves its age only', async () => {
    const { hold, served, clock, opened } = rig();
    hold(0, imagesFrom('one', 'a'));
    await served.settled();
    const { snapshot } = served.get()!;
    clock.advance(30_000);
    const [part] = served.get()!.parts;
    const { current } = part!.source as ListedSource;
    current.replace({ ...current.last()!, confirmedAt: clock.monotonic() });
    await served.settled();
    expect([opened(), served.get()!.snapshot === snapshot]).toEqual([1, true]);
    expect(served.get()!.parts[0]?.confirmedAt).toBe(30_000);
  });

  it('lose one that is too old, with a later date, and all are gone only when all are', async () => {
    const { hold, served, clock, ids } = rig();
    hold(0, imagesFrom('one', 'a'));
    clock.advance(60_000);
    hold(1, imagesFrom('two', 'b'));
    await served.settled();
    const { changedAt } = served.get()!.snapshot;
    clock.advance(60_000);
    await served.settled();
    expect(ids()).toEqual(['b two']);
    expect(served.get()!.snapshot.changedAt).toBeGreaterThan(changedAt);
    clock.advance(600_000);
    await served.settled();
    expect(ids()).toEqual(['b two']);
  });

  it('are masked with secrets that come up later, in whichever list', async () => {
    const { hold, served, secrets } = rig();
    hold(0, [anImage('a', { source: 'one', name: 'it tells a-secret' })]);
    hold(1, [anImage('a-secret', { source: 'two' }), anImage('b', { source: 'two' })]);
    await served.settled();
    secrets.add(new Secret('a-secret'));
    await served.settled();
    const images = imagesOf(served.get()!.snapshot);
    expect(images.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'it tells ***'],
      ['b', 'b'],
    ]);
    expect(served.get()!.parts.map(({ skipped }) => skipped)).toEqual([0, 2]);
  });

  it('keep what was made of them where a secret that comes up is in none', async () => {
    const { hold, served, secrets } = rig();
    hold(0, imagesFrom('one', 'a'));
    await served.settled();
    const { snapshot } = served.get()!;
    secrets.add(new Secret('another-secret'));
    await served.settled();
    expect(served.get()!.snapshot).toBe(snapshot);
  });

  it('stand for other answers where a list without images has come', async () => {
    const { hold, served } = rig();
    hold(0, imagesFrom('one', 'a'), 5_000_000);
    await served.settled();
    const { snapshot } = served.get()!;
    hold(1, [], 1_000);
    await served.settled();
    expect(served.get()!.snapshot.version).toBe(snapshot.version);
    expect(served.get()!.snapshot.identity).not.toBe(snapshot.identity);
  });

  it('are merged later where they could not be, which the log says', async () => {
    let isBroken = true;
    const { hold, served, clock, lines, ids } = rig(() => {
      if (isBroken) throw new UpstreamError('UPSTREAM_INVALID', 'the thread ran out of memory');
    });
    hold(0, imagesFrom('one', 'a'));
    await served.settled();
    expect(served.get()).toBeUndefined();
    expect(lines.join('')).toContain('lists cannot be merged');
    isBroken = false;
    clock.advance(10_000);
    await eventually(
      () => served.get(),
      (now) => now !== undefined,
    );
    expect(ids()).toEqual(['a one']);
  });

  it('are left alone after a stop', async () => {
    const { hold, served, merger, opened } = rig();
    merger.stop();
    hold(0, imagesFrom('one', 'a'));
    await served.settled();
    expect(opened()).toBe(0);
  });
});

describe('when several lists together changed', () => {
  it.each([
    [[10_000], 0, 10_000],
    [[10_000, 90_000, 50_000], 0, 90_000],
    [[10_100, 10_200, 10_300], 0, 12_000],
    [[90_000, 10_000], 1, 89_000],
    [[500], 2, 0],
  ])('of %j with %i missing is %i', (moments, missing, expected) => {
    expect(changedTogether(moments, missing)).toBe(expected);
    expect(changedTogether(moments.toReversed(), missing)).toBe(expected);
  });
});
