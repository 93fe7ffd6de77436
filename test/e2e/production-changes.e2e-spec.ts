import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { ServedChanges } from '../support/changes-client.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { EventClient } from '../support/event-client.js';
import { eventually } from '../support/eventually.js';
import { WorkerConnection } from '../support/worker-connections.js';

const IMAGES = generateImages(60);
const LONGEST_START_MS = 50_000;

jest.setTimeout(120_000);

let upstream: StandIn;
let folder = '';
let started: BuiltProgram[] = [];

beforeEach(async () => {
  upstream = await startStandIn({ images: IMAGES.slice(0, 50) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(started.map((program) => program.discard()));
  started = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Two processes that share a folder with what comes after them, and a connection to each. */
async function startTwo(): Promise<{ program: BuiltProgram; url: string; workers: WorkerConnection[] }> {
  const env = {
    ...gatewayEnvironment(upstream.url),
    PROCESSES: '2',
    CACHE_URL: `file:${join(folder, 'store')}`,
    CACHE_FRESH_FOR: '1s',
  };
  const program = new BuiltProgram('main.js', { cwd: folder, env });
  started.push(program);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  const { url } = await program.listening();
  return { program, url, workers: await WorkerConnection.toEach(program, url, 2) };
}

async function versionOf(worker: WorkerConnection): Promise<string> {
  // what the API promises
  return (JSON.parse((await worker.get('/v1/catalog')).body) as { version: string }).version;
}

async function allServe(
  workers: readonly WorkerConnection[],
  isSo: (version: string) => boolean,
): Promise<string> {
  const versions = await eventually(
    () => Promise.all(workers.map(versionOf)),
    (each) => each.every((version) => version === each[0] && isSo(version)),
    20_000,
  );
  return versions[0]!;
}

describe('two processes behind one port', () => {
  it('tell of the same changes, also after a restart', async () => {
    const before = await startTwo();
    const first = await allServe(before.workers, () => true);
    // enough connections that both processes have some
    const clients = await Promise.all(Array.from({ length: 6 }, () => EventClient.open(before)));
    upstream.images = IMAGES.slice(2, 52);
    const second = await allServe(before.workers, (version) => version !== first);
    for (const client of clients)
      expect(await client.has(1)).toEqual([
        { version: second, previous: first, added: 2, removed: 2, changed: 0 },
      ]);
    const answers = await Promise.all(
      before.workers.map((worker) => worker.get(`/v1/images/changes?since=${first}`)),
    );
    expect(answers[1]!.body).toBe(answers[0]!.body);
    before.program.signal('SIGTERM');
    await Promise.all(clients.map((client) => client.ended()));
    expect(await before.program.ended).toMatchObject({ code: 0 });

    upstream.images = IMAGES.slice(4, 54);
    const after = await startTwo();
    const late = await Promise.all(
      Array.from({ length: 6 }, () => EventClient.open(after, '', { 'last-event-id': first })),
    );
    const third = await allServe(after.workers, (version) => version !== second);
    for (const client of late) {
      await eventually(
        () => client.lastEventId,
        (id) => id === third,
      );
      const sum = client.events.reduce((added, event) => added + event.added, 0);
      expect([client.events[0]!.previous, sum]).toEqual([first, 4]);
      client.close();
    }
    for (const worker of after.workers) {
      const { body } = await worker.get(`/v1/images/changes?since=${first}`);
      const { to, added, removed } = JSON.parse(body) as ServedChanges;
      expect([to, added.length, removed.length]).toEqual([third, 4, 4]);
    }
    const unknown = await after.workers[0]!.get('/v1/images/changes?since=0123456789abcdef');
    expect(unknown.status).toBe(410);
  });
});
