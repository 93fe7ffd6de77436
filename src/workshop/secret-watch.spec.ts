import { snapshotOf } from '../../test/support/a-snapshot.js';
import { eventually } from '../../test/support/eventually.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { anImage } from '../../test/support/query-image.js';
import { SOME_RULES } from '../../test/support/some-rules.js';
import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import { CurrentCatalog } from '../catalog/current-catalog.js';
import { SecretWatch } from '../catalog/secret-watch.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Secret } from '../config/secret.js';
import { Log } from '../observability/log.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { InPlaceRunner } from './in-place.runner.js';
import { TaskBench } from './task-bench.js';
import { Work } from './work.js';

const SECRET = new Secret('a-secret');

let clock: ManualClock;
let secrets: KnownSecrets;
let current: CurrentCatalog;
let lines: string[];
let opened: number;
/** Done before work begins, and told when. */
let before: () => void;
let masked: number;
let watch: SecretWatch;

beforeEach(() => {
  clock = new ManualClock();
  secrets = new KnownSecrets();
  current = new CurrentCatalog({ freshForMs: 60_000, staleForMs: 60_000 }, clock);
  lines = [];
  opened = masked = 0;
  before = () => undefined;
  const log = new Log('info', (line) => line, { write: (line) => void lines.push(String(line)) });
  const open = (signal?: AbortSignal): TaskBench => {
    opened++;
    before();
    return new TaskBench(new InPlaceRunner(new Work(SOME_RULES)), secrets, signal);
  };
  watch = new SecretWatch(secrets, current, { open }, clock, log);
  current.watch(() => (masked += current.last()?.masked ? 1 : 0));
});

function hold(...names: readonly string[]): CatalogSnapshot {
  const snapshot = snapshotOf(
    names.map((name, index) => anImage(`${index}`, { name })),
    clock.now() - 60_000,
  );
  current.replace({ snapshot, confirmedAt: 0, confirmedAtWall: 0, skipped: 3 });
  return snapshot;
}

function text(): string {
  return Buffer.from(current.last()!.snapshot.jsonBytes).toString();
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a catalogue that is held when a secret comes up', () => {
  it('is masked, as new content under the version that others know', async () => {
    const { version } = hold('it tells a-secret', 'another');
    secrets.add(SECRET);
    await settled();
    expect(text()).toContain('it tells ***');
    expect(current.last()).toMatchObject({
      snapshot: { changedAt: clock.now(), count: 2 },
      skipped: 3,
      masked: { listedVersion: version, dropped: 0 },
    });
    expect([masked, lines.length]).toEqual([1, 1]);
  });

  it('is masked once more for the next one, and is still known by the first version', async () => {
    const { version } = hold('it tells a-secret and a-token');
    secrets.add(SECRET);
    await settled();
    secrets.add(new Secret('a-token'));
    await settled();
    expect(text()).toContain('it tells *** and ***');
    expect(current.last()).toMatchObject({ masked: { listedVersion: version } });
  });

  it('stays as it is where it holds none, and is not looked through again for the same', async () => {
    const snapshot = hold('nothing');
    secrets.add(SECRET);
    await settled();
    current.replace(current.last()!);
    secrets.add(SECRET);
    await settled();
    expect(current.last()?.snapshot).toBe(snapshot);
    expect([opened, masked, lines]).toEqual([1, 0, []]);
  });

  it('loses an image whose id is one, and counts it as skipped', async () => {
    current.replace({
      snapshot: snapshotOf([anImage('a-secret-id'), anImage('b')]),
      confirmedAt: 0,
      confirmedAtWall: 0,
      skipped: 3,
    });
    secrets.add(SECRET);
    await settled();
    expect(current.last()).toMatchObject({ snapshot: { count: 1 }, skipped: 4, masked: { dropped: 1 } });
  });

  it('is masked although it has taken the place of another one in the meantime', async () => {
    hold('the first tells a-secret');
    before = () => {
      before = () => undefined;
      hold('the second tells a-secret');
    };
    secrets.add(SECRET);
    await eventually(text, (json) => json.includes('***'));
    expect(text()).toContain('the second tells ***');
  });

  it('is masked later where it could not be, which the log says', async () => {
    before = () => {
      throw new UpstreamError('UPSTREAM_INVALID', 'the thread that reads the list ran out of memory');
    };
    hold('it tells a-secret');
    secrets.add(SECRET);
    await settled();
    expect(lines.join('')).toContain('catalogue cannot be masked');
    expect(lines.join('')).toContain('ran out of memory');
    before = () => undefined;
    clock.advance(9_999);
    expect(opened).toBe(1);
    clock.advance(1);
    await settled();
    expect(text()).toContain('it tells ***');
  });

  it('is left alone after a stop', async () => {
    hold('it tells a-secret');
    watch.stop();
    secrets.add(SECRET);
    await settled();
    expect(opened).toBe(0);
  });
});
