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
import type { CatalogSource, Confirmation } from '../catalog/catalog-source.js';
import type { RefreshOutcome } from '../catalog/refresh-report.js';
import { Refresher, type ForcedRefresh, type RefreshFailure } from '../catalog/refresher.port.js';
import { Served, ServedCatalog, type Part } from '../catalog/served-catalog.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Secret } from '../config/secret.js';
import { Steps } from '../history/steps.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { catalogFrom } from './catalog-bytes.js';
import type { ToPrimary, ToWorker } from './messages.js';
import { PrimaryLink } from './primary-link.js';
import { WorkerFeed } from './worker-feed.js';

const NO_HISTORY = {
  steps: new Steps(),
  looks: 0,
  settled: () => Promise.resolve(),
  look: () => Promise.resolve(),
};

const CONFIGURED = {
  id: 'default',
  api: 'toast-v1',
  rules: { freshForMs: 60_000, staleForMs: 0 },
  patienceMs: 0,
};

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
    history: NO_HISTORY,
  };
  const workerClock = new ManualClock();
  workerClock.advance(1_000_000);
  let confirmed: Confirmation | undefined;
  const source: CatalogSource = { ...CONFIGURED, refresher: primary.refresher, last: () => confirmed };
  const served = new ServedCatalog();
  const told = new ServedCatalog();
  const toPrimary: ToPrimary[] = [];
  const toWorker: ToWorker[] = [];
  const workshop: Workshop = {
    open: () => new TaskBench(new InPlaceRunner(new Work(SOME_RULES)), primary.secrets, undefined),
  };
  const link = new PrimaryLink(
    told,
    [CONFIGURED],
    workerClock,
    (message) => {
      toPrimary.push(message);
      return Promise.resolve();
    },
    (images, changedAt) => catalogFrom(workshop, images, changedAt),
  );
  const { secrets, clock } = primary;
  const known = { served, sources: [source], clock, secrets, counters: undefined, history: NO_HISTORY };
  const feed = new WorkerFeed(known, (sent) => {
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
    serve(snapshot, { confirmedAt, confirmedAtWall: 1_700_000_000_000, skipped: 3 });
    return snapshot;
  };
  const serve = (snapshot: CatalogSnapshot, confirmation: Confirmation): void => {
    confirmed = confirmation;
    served.replace(new Served(snapshot, [{ source, ...confirmation }], [source]));
  };
  /** Lets the worker take what it is told. */
  const tell = async (): Promise<void> => {
    feed.update();
    const number = feed.lastNewsOf('default');
    await eventually(
      () => toWorker.some((message) => message.type === 'news' && message.number === number),
      (isTold) => isTold,
    );
    await new Promise((resolve) => setImmediate(resolve));
  };
  /** The only list of what the worker serves. */
  const part = (): Part => told.get()!.parts[0]!;
  const ageMs = (): number => workerClock.monotonic() - part().confirmedAt;
  const linked = link.sources[0]!;
  return { ...primary, workerClock, serve, told, part, ageMs, toPrimary, toWorker, link, linked, hold, tell };
}

const count = (messages: readonly ToWorker[], type: ToWorker['type']): number =>
  messages.filter((message) => message.type === type).length;

describe('a worker that is told of the catalogue', () => {
  it('has the same version, moment of change and skipped rows, from images in many parts', async () => {
    const { hold, tell, told, part, linked, toWorker, toPrimary } = rig();
    const snapshot = hold(1_000);
    await tell();
    expect(count(toWorker, 'part')).toBeGreaterThan(3);
    expect(told.get()?.snapshot).toMatchObject({
      version: snapshot.version,
      changedAt: snapshot.changedAt,
      jsonBytes: snapshot.jsonBytes,
    });
    expect(part()).toMatchObject({ confirmedAtWall: 1_700_000_000_000, skipped: 3 });
    expect(linked.last()).toMatchObject({ confirmedAtWall: 1_700_000_000_000, skipped: 3 });
    expect(toPrimary).toEqual([{ type: 'serving' }]);
  });

  it('knows its age by its own clock', async () => {
    const { hold, tell, ageMs, clock, workerClock } = rig();
    hold(1);
    clock.advance(7_000);
    await tell();
    expect(ageMs()).toBe(7_000);
    workerClock.advance(500);
    expect(ageMs()).toBe(7_500);
  });

  it('gets images once only, and keeps them as they are when they are confirmed again', async () => {
    const { hold, tell, told, part, ageMs, serve, toWorker, clock } = rig();
    const snapshot = hold(10);
    await tell();
    const { snapshot: first } = told.get()!;
    clock.advance(30_000);
    serve(snapshot, { confirmedAt: clock.monotonic(), confirmedAtWall: clock.now(), skipped: 0 });
    await tell();
    expect([count(toWorker, 'images'), count(toWorker, 'news')]).toEqual([1, 2]);
    expect(part()).toMatchObject({ skipped: 0 });
    expect([told.get()!.snapshot === first, ageMs()]).toEqual([true, 0]);
  });

  it('has an empty catalogue where the primary has one', async () => {
    const { hold, tell, told } = rig();
    hold(0);
    await tell();
    expect(told.get()?.snapshot.count).toBe(0);
  });

  it('knows failures and the cooldown, which goes on by its own clock', async () => {
    const { tell, refresher, linked, workerClock } = rig();
    refresher.lastFailure = {
      error: new UpstreamError('UPSTREAM_TIMEOUT', 'too late'),
      at: 1_700_000_000_000,
    };
    refresher.cooldownMs = 5_000;
    await tell();
    expect(linked.refresher.lastFailure).toMatchObject({
      error: { failure: 'UPSTREAM_TIMEOUT' },
      at: 1_700_000_000_000,
    });
    workerClock.advance(2_000);
    expect(linked.refresher.cooldownLeftMs()).toBe(3_000);
    refresher.lastFailure = undefined;
    refresher.cooldownMs = 0;
    await tell();
    expect([linked.refresher.lastFailure, linked.refresher.cooldownLeftMs()]).toEqual([undefined, 0]);
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
    const { tell, hold, refresher, linked, toPrimary } = rig();
    await tell();
    const outcomes = Promise.all([linked.refresher.refresh(), linked.refresher.refresh()]);
    linked.refresher.refreshIfAllowed();
    expect(toPrimary).toEqual([{ type: 'refresh', source: 'default', after: 1 }]);
    let isOver = false;
    void outcomes.then(() => (isOver = true));
    refresher.isRunning = true;
    await tell();
    expect([linked.refresher.isRunning, isOver]).toEqual([true, false]);
    refresher.isRunning = false;
    hold(1);
    await tell();
    expect(await outcomes).toEqual(['unchanged', 'unchanged']);
  });

  it('gets the failure where the refresh failed', async () => {
    const { tell, refresher, linked } = rig();
    const outcome = linked.refresher.refresh();
    refresher.lastFailure = { error: new UpstreamError('UPSTREAM_INVALID', 'no', { tooLarge: true }), at: 0 };
    await tell();
    expect(await outcome).toMatchObject({ failure: 'UPSTREAM_INVALID', facts: { tooLarge: true } });
  });

  it('does not ask in a cooldown, unless somebody waits', async () => {
    const { tell, refresher, linked, toPrimary } = rig();
    refresher.cooldownMs = 5_000;
    await tell();
    linked.refresher.refreshIfAllowed();
    expect(toPrimary).toEqual([]);
  });

  it('passes forced refreshes on, and gets the answers in their order', async () => {
    const { link, linked, toPrimary } = rig();
    const answers = [linked.refresher.force(), linked.refresher.force()];
    link.receive({ type: 'forced', source: 'default', outcome: 'started' });
    link.receive({ type: 'forced', source: 'default', outcome: 'joined' });
    expect(await Promise.all(answers)).toEqual(['started', 'joined']);
    expect(toPrimary).toEqual([
      { type: 'force', source: 'default' },
      { type: 'force', source: 'default' },
    ]);
  });
});
