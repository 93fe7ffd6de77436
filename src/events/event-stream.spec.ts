import { snapshotOf } from '../../test/support/a-snapshot.js';
import { eventually } from '../../test/support/eventually.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { anImage } from '../../test/support/query-image.js';
import { Served, ServedCatalog } from '../catalog/served-catalog.js';
import type { UseHealth } from '../catalog/store/store-health.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { EVERYTHING } from '../domain/view.js';
import { ChangeHistory } from '../history/change-history.js';
import { HistoryExchange } from '../history/history-exchange.js';
import { HistoryKeeper } from '../history/history-keeper.js';
import { Steps } from '../history/steps.js';
import { countChanges, type CatalogEvent } from './catalog-event.js';
import { EventStream, type EventSink } from './event-stream.js';

const NO_FILTERS = { words: [], anyOf: new Map(), tags: [], properties: [], ranges: [] };
const NO_HEALTH: UseHealth = { failed: () => undefined, worked: () => false };
const RULES = { sources: ['default', 'KR1'], publishes: () => true, maxImages: 1_000 };

/** A caller who takes what is written only when the test says so. */
class SlowReader implements EventSink {
  readonly texts: string[] = [];
  isSlow = false;
  isEnded = false;
  private waiting: (() => void) | undefined;

  write(text: string): boolean {
    this.texts.push(text);
    return !this.isSlow;
  }

  onceTaken(taken: () => void): void {
    this.waiting = taken;
  }

  takeAll(): void {
    this.isSlow = false;
    this.waiting?.();
    this.waiting = undefined;
  }

  end(): void {
    this.isEnded = true;
  }

  get events(): CatalogEvent[] {
    const data = this.texts.flatMap((text) => /^data: (.*)$/m.exec(text)?.[1] ?? []);
    return data.map((json) => JSON.parse(json) as CatalogEvent);
  }
}

const secrets = new KnownSecrets();
let served: ServedCatalog;
let reader: SlowReader;
let stream: EventStream;
let mayListen: boolean;

/** Serves so many images. @returns their version */
function serve(count: number): string {
  const snapshot = snapshotOf(Array.from({ length: count }, (_, at) => anImage(`image-${at}`, {})));
  served.replace(new Served(snapshot, [], []));
  return snapshot.version;
}

beforeEach(() => {
  served = new ServedCatalog();
  const exchange = new HistoryExchange(undefined, secrets, NO_HEALTH);
  const clock = new ManualClock();
  const lost = (reason: string): never => {
    throw new Error(reason);
  };
  const keeper = new HistoryKeeper({ served, steps: new Steps(), exchange, secrets, clock, lost });
  reader = new SlowReader();
  mayListen = true;
  const version = serve(1);
  served.open();
  const history = new ChangeHistory(keeper, secrets, RULES);
  const listening = { view: EVERYTHING, filters: NO_FILTERS, mayListen: () => mayListen };
  stream = new EventStream(
    {
      served,
      history,
      sink: reader,
      listening,
      count: (images) => countChanges(images, EVERYTHING, NO_FILTERS),
      sent: () => undefined,
      ended: () => undefined,
    },
    version,
  );
  served.watch(() => void stream.update());
});

function has(count: number): Promise<CatalogEvent[]> {
  return eventually(
    () => reader.events,
    ({ length }) => length >= count,
  );
}

it('a caller who takes nothing is written nothing, and told of all at once when he does', async () => {
  reader.isSlow = true;
  const second = serve(2);
  await has(1);
  for (let count = 3; count <= 200; count++) serve(count);
  stream.beat();
  const last = serve(150);
  const other = serve(151);
  expect(serve(150)).toBe(last);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(reader.texts).toHaveLength(1);
  reader.takeAll();
  expect((await has(2))[1]).toEqual({ version: last, previous: second, added: 148, removed: 0, changed: 0 });
  serve(151);
  expect((await has(3))[2]).toMatchObject({ version: other, previous: last, added: 1 });
});

it('a caller who is told nothing when all is as it was is told of the next change from there', async () => {
  serve(2);
  const first = serve(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const known = reader.events.length;
  const third = serve(4);
  const events = await has(known + 1);
  expect(events.at(-1)).toMatchObject({ version: third, added: 3 });
  expect([first, ...events.map(({ version }) => version)]).toContain(events.at(-1)!.previous);
});

it('a caller who may listen no more is told nothing more, and his stream ends', async () => {
  mayListen = false;
  serve(2);
  await eventually(
    () => reader.isEnded,
    (isEnded) => isEnded,
  );
  stream.beat();
  expect(reader.texts).toEqual([]);
});
