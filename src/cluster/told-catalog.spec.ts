import { anImage } from '../../test/support/query-image.js';
import { eventually } from '../../test/support/eventually.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import { snapshotOf } from '../../test/support/a-snapshot.js';
import type { Workshop } from '../catalog/workshop.port.js';
import { InPlaceRunner } from '../workshop/in-place.runner.js';
import { TaskBench } from '../workshop/task-bench.js';
import { Work } from '../workshop/work.js';
import { CurrentCatalog } from '../catalog/current-catalog.js';
import type { RefreshOutcome } from '../catalog/refresh-report.js';
import { Refresher, type ForcedRefresh, type RefreshFailure } from '../catalog/refresher.port.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Secret } from '../config/secret.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { catalogFrom } from './catalog-bytes.js';
import type { ToPrimary, ToWorker } from './messages.js';
import { PrimaryLink } from './primary-link.js';
import { WorkerFeed } from './worker-feed.js';

const RULES = { freshForMs: 60_000, staleForMs: 0 };

/** A refresher whose state a test sets. */
class SetRefresher extends Refresher {
  lastFailure: RefreshFailure | undefined;
  isRunning = false;
  cooldownMs = 0;

  cooldownLeftMs(): number {
    return this.cooldownMs;
  }

  refresh(): Promise<RefreshOutcome> {
    throw new Error('nobody asks the upstream here');
  }

  refreshIfAllowed(): void {
    throw new Error('nobody asks the upstream here');
  }

  force(): ForcedRefresh {
    return 'started';
  }
}

/** A primary and one worker with clocks that started at different times, and what went between them. */
function rig() {
  const primary = {
    clock: new ManualClock(),
    refresher: new SetRefresher(),
    secrets: new KnownSecrets(),
    counters: undefined,
  };
  const workerClock = new ManualClock();
  workerClock.advance(1_000_000);
  const current = new CurrentCatalog(RULES, primary.clock);
  const told = new CurrentCatalog(RULES, workerClock);
  const toPrimary: ToPrimary[] = [];
  const toWorker: ToWorker[] = [];
  const workshop: Workshop = {
    open: () => new TaskBench(new InPlaceRunner(new Work(SOME_RULES)), primary.secrets, undefined),
  };
  const link = new PrimaryLink(
    told,
    workerClock,
    (message) => {
      toPrimary.push(message);
      return Promise.resolve();
    },
    (images, changedAt) => catalogFrom(workshop, images, changedAt),
  );
  const { refresher, secrets } = primary;
  const feed = new WorkerFeed({ current, refresher, secrets, counters: undefined }, (sent) => {
    const message = structuredClone(sent);
    toWorker.push(message);
    if (message.type === 'images' || message.type === 'part' || message.type === 'news')
      link.receive(message);
    return Promise.resolve();
  });
  const hold = (count: number, confirmedAt = primary.clock.monotonic()): CatalogSnapshot => {
    const images = Array.from({ length: count }, (_, index) =>
      anImage(`image-${index}`, { name: 'Ü'.repeat(500) }),
    );
    const snapshot = snapshotOf(images, 1_700_000_000_000);
    current.replace({ snapshot, confirmedAt, confirmedAtWall: 1_700_000_000_000, skipped: 3 });
    return snapshot;
  };
  /** Lets the worker take what it is told. */
  const tell = async (): Promise<void> => {
    feed.update();
    const number = feed.lastNews;
    await eventually(
      () => toWorker.some((message) => message.type === 'news' && message.number === number),
      (isTold) => isTold,
    );
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...primary, workerClock, current, told, toPrimary, toWorker, link, feed, hold, tell };
}

const count = (messages: readonly ToWorker[], type: ToWorker['type']): number =>
  messages.filter((message) => message.type === type).length;

describe('a worker that is told of the catalogue', () => {
  it('has the same version, moment of change and skipped rows, from images in many parts', async () => {
    const { hold, tell, told, toWorker, toPrimary } = rig();
    const snapshot = hold(1_000);
    await tell();
    expect(count(toWorker, 'part')).toBeGreaterThan(3);
    expect(told.last()).toMatchObject({
      snapshot: { version: snapshot.version, changedAt: snapshot.changedAt, jsonBytes: snapshot.jsonBytes },
      confirmedAtWall: 1_700_000_000_000,
      skipped: 3,
    });
    expect(toPrimary).toEqual([{ type: 'serving' }]);
  });

  it('knows its age by its own clock', async () => {
    const { hold, tell, told, clock, workerClock } = rig();
    hold(1);
    clock.advance(7_000);
    await tell();
    expect(told.ageMs(told.last()!)).toBe(7_000);
    workerClock.advance(500);
    expect(told.ageMs(told.last()!)).toBe(7_500);
  });

  it('gets images once only, and keeps them as they are when they are confirmed again', async () => {
    const { hold, tell, told, current, toWorker, clock } = rig();
    const snapshot = hold(10);
    await tell();
    const { snapshot: first } = told.last()!;
    clock.advance(30_000);
    current.replace({ snapshot, confirmedAt: clock.monotonic(), confirmedAtWall: clock.now(), skipped: 0 });
    await tell();
    expect([count(toWorker, 'images'), count(toWorker, 'news')]).toEqual([1, 2]);
    expect(told.last()).toMatchObject({ skipped: 0 });
    expect([told.last()!.snapshot === first, told.ageMs(told.last()!)]).toEqual([true, 0]);
  });

  it('has an empty catalogue where the primary has one', async () => {
    const { hold, tell, told } = rig();
    hold(0);
    await tell();
    expect(told.last()?.snapshot.count).toBe(0);
  });

  it('knows failures and the cooldown, which goes on by its own clock', async () => {
    const { tell, refresher, link, workerClock } = rig();
    refresher.lastFailure = {
      error: new UpstreamError('UPSTREAM_TIMEOUT', 'too late'),
      at: 1_700_000_000_000,
    };
    refresher.cooldownMs = 5_000;
    await tell();
    expect(link.lastFailure).toMatchObject({ error: { failure: 'UPSTREAM_TIMEOUT' }, at: 1_700_000_000_000 });
    workerClock.advance(2_000);
    expect(link.cooldownLeftMs()).toBe(3_000);
    refresher.lastFailure = undefined;
    refresher.cooldownMs = 0;
    await tell();
    expect([link.lastFailure, link.cooldownLeftMs()]).toEqual([undefined, 0]);
  });

  it('knows new secrets before what they may be in, and each change of them once', async () => {
    const { tell, hold, secrets, toWorker } = rig();
    secrets.add(new Secret('token-1'));
    hold(1);
    await tell();
    await tell();
    expect(toWorker[0]).toEqual({ type: 'secrets', values: ['token-1'] });
    expect(count(toWorker, 'secrets')).toBe(1);
  });
});

describe('a worker that needs a refresh', () => {
  it('asks once, and all who wait get the outcome when the refresh is over', async () => {
    const { tell, hold, refresher, link, toPrimary } = rig();
    await tell();
    const outcomes = Promise.all([link.refresh(), link.refresh()]);
    link.refreshIfAllowed();
    expect(toPrimary).toEqual([{ type: 'refresh', after: 1 }]);
    let isOver = false;
    void outcomes.then(() => (isOver = true));
    refresher.isRunning = true;
    await tell();
    expect([link.isRunning, isOver]).toEqual([true, false]);
    refresher.isRunning = false;
    hold(1);
    await tell();
    expect(await outcomes).toEqual(['unchanged', 'unchanged']);
  });

  it('gets the failure where the refresh failed', async () => {
    const { tell, refresher, link } = rig();
    const outcome = link.refresh();
    refresher.lastFailure = { error: new UpstreamError('UPSTREAM_INVALID', 'no', { tooLarge: true }), at: 0 };
    await tell();
    expect(await outcome).toMatchObject({ failure: 'UPSTREAM_INVALID', facts: { tooLarge: true } });
  });

  it('does not ask in a cooldown, unless somebody waits', async () => {
    const { tell, refresher, link, toPrimary } = rig();
    refresher.cooldownMs = 5_000;
    await tell();
    link.refreshIfAllowed();
    expect(toPrimary).toEqual([]);
  });

  it('passes forced refreshes on, and gets the answers in their order', async () => {
    const { link, toPrimary } = rig();
    const answers = [link.force(), link.force()];
    link.receive({ type: 'forced', outcome: 'started' });
    link.receive({ type: 'forced', outcome: 'joined' });
    expect(await Promise.all(answers)).toEqual(['started', 'joined']);
    expect(toPrimary).toEqual([{ type: 'force' }, { type: 'force' }]);
  });
});
