import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { RestartProxy, type Replica } from '../support/restart-proxy.js';
import { SteadyLoad } from '../support/steady-load.js';

/** Several processes start at once, while requests are served. */
const LONGEST_START_MS = 60_000;

jest.setTimeout(200_000);

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let running: BuiltProgram[] = [];

beforeEach(async () => {
  upstream = await startStandIn({ images: generateImages(300) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await Promise.all(running.map((program) => program.discard()));
  running = [];
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Starts one, on the ports of a replica that has ended where there is one. */
async function start(PROCESSES: string, replica?: Replica): Promise<BuiltProgram> {
  const program = new BuiltProgram('main.js', {
    cwd: folder,
    env: {
      ...gatewayEnvironment(upstream.url),
      PROCESSES,
      PORT: portOf(replica?.url),
      MANAGEMENT_PORT: portOf(replica?.managementUrl),
      // time for many health checks on a busy machine
      SHUTDOWN_DELAY: '2s',
      CURSOR_SECRET: 'the-same-everywhere',
    },
  });
  running.push(program);
  await eventually(
    () => program.logs.some(({ msg }) => msg === 'listening'),
    (listens) => listens,
    LONGEST_START_MS,
  );
  return program;
}

function portOf(url = 'http://127.0.0.1:0'): string {
  return new URL(url).port;
}

function readyCount(proxy: RestartProxy, count: number): Promise<number> {
  return eventually(
    () => proxy.readyCount,
    (ready) => ready === count,
    LONGEST_START_MS,
  );
}

describe.each(['1', '2'])('two replicas with PROCESSES=%s behind a proxy, under load,', (PROCESSES) => {
  it('are restarted one after the other, and no request fails', async () => {
    const programs = [await start(PROCESSES), await start(PROCESSES)];
    const replicas = await Promise.all(programs.map((program) => program.listening()));
    const proxy = await RestartProxy.before(replicas);
    await readyCount(proxy, 2);
    const load = new SteadyLoad(`${proxy.url}/v1/images`, 12);
    for (const [index, replica] of replicas.entries()) {
      programs[index]!.signal('SIGTERM');
      await readyCount(proxy, 1);
      expect(await programs[index]!.ended).toMatchObject({ code: 0, signal: null });
      await start(PROCESSES, replica);
      await readyCount(proxy, 2);
    }
    await load.stop();
    proxy.close();
    expect(load.failures).toEqual([]);
    expect([...load.statuses.keys()]).toEqual([200]);
    expect(load.statuses.get(200)).toBeGreaterThan(500);
  });
});

describe('a caller that keeps its connections', () => {
  it('and asks again where one was closed, sees no failure while the only process is stopped', async () => {
    const program = await start('1');
    const { url } = await program.listening();
    const load = new SteadyLoad(`${url}/v1/images`, 12);
    await eventually(
      () => load.statuses.get(200) ?? 0,
      (answers) => answers > 100,
    );
    program.signal('SIGTERM');
    await program.line('shutting down');
    const answered = load.statuses.get(200) ?? 0;
    // connections are taken for two seconds more
    await eventually(
      () => load.statuses.get(200) ?? 0,
      (answers) => answers > answered + 100,
    );
    expect(load.failures).toEqual([]);
    await program.ended;
    await load.stop();
    expect(load.failures.filter((failure) => !failure.includes('ECONNREFUSED'))).toEqual([]);
  });
});
