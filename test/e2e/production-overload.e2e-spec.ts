import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';

jest.setTimeout(120_000);

const CALLERS = 100;
const LONGEST_START_MS = 50_000;
/** Of an answer to a probe, on a busy machine. */
const LONGEST_PROBE_MS = 5_000;
const WARM = '/v1/images?limit=3';

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let program: BuiltProgram;
let urls: { url: string; managementUrl: string };
let opened: RawConnection[] = [];

async function start(env: Record<string, string>): Promise<void> {
  upstream = await startStandIn({ images: generateImages(2_000) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const settings = { ...gatewayEnvironment(upstream.url), UPSTREAM_PAGE_SIZE: '1000', ...env };
  program = new BuiltProgram('main.js', { cwd: folder, env: settings });
  urls = await program.listening();
  await eventually(
    async () => (await fetch(`${urls.managementUrl}/readyz`)).status,
    (status) => status === 200,
    LONGEST_START_MS,
  );
}

afterEach(async () => {
  opened.forEach((connection) => connection.close());
  opened = [];
  await program.discard();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<RawConnection> {
  const connection = await RawConnection.open(urls.url);
  opened.push(connection);
  return connection;
}

async function ask(connection: RawConnection, target: string): Promise<string> {
  connection.send(requestText('GET', target));
  const { status, headers, body } = await connection.answer();
  if (status === 200) return '200';
  const { code } = JSON.parse(body) as { code: string };
  return `${status} ${code} ${headers['retry-after']} ${headers['cache-control']}`;
}

/** Asks what was never asked before, on many connections at once, until it is told to end. */
class Flood {
  readonly counts = new Map<string, number>();
  private isOver = false;
  private asked = 0;

  async run(): Promise<void> {
    const connections = await Promise.all(Array.from({ length: CALLERS }, open));
    await Promise.all(connections.map((connection) => this.askOn(connection)));
  }

  end(): void {
    this.isOver = true;
  }

  private async askOn(connection: RawConnection): Promise<void> {
    while (!this.isOver) {
      // small pages, or they would drive the known one out of memory
      const said = await ask(connection, `/v1/images?sizeMin=${this.asked++}&sort=name&limit=1`);
      this.counts.set(said, (this.counts.get(said) ?? 0) + 1);
    }
  }
}

/** @returns how long it took */
async function probe(path: string): Promise<number> {
  const askedAt = performance.now();
  const { status } = await fetch(`${urls.managementUrl}/${path}`, { headers: { connection: 'close' } });
  expect(status).toBe(200);
  return performance.now() - askedAt;
}

async function shed(): Promise<Record<string, number>> {
  const text = await (await fetch(`${urls.managementUrl}/metrics`)).text();
  const found = text.matchAll(/^gateway_shed_total\{reason="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, reason = '', count]) => [reason, Number(count)]));
}

/** A worker that is busy is counted as it was a moment ago. */
function shedIs(expected: Record<string, number>): Promise<unknown> {
  const text = JSON.stringify(expected);
  return eventually(shed, (found) => JSON.stringify(found) === text, 20_000);
}

const REFUSED = '503 OVERLOADED 1 no-store';

describe.each(['1', '2'])('more questions than can be answered, with PROCESSES=%s', (PROCESSES) => {
  it('are answered in part and refused in part, while probes and known pages are answered', async () => {
    await start({ MAX_LOOP_DELAY: '3ms', PROCESSES });
    const calm = await open();
    expect(await ask(calm, WARM)).toBe('200');
    const flood = new Flood();
    const over = flood.run();
    const refused = (): number => flood.counts.get(REFUSED) ?? 0;
    const probes: number[] = [];
    await eventually(
      async () => {
        probes.push(await probe('livez'), await probe('readyz'));
        expect(await ask(calm, WARM)).toBe('200');
        return [refused(), probes.length];
      },
      () => refused() >= 1_000 && probes.length >= 20,
      60_000,
    );
    const acceptedSoFar = flood.counts.get('200') ?? 0;
    await eventually(
      () => flood.counts.get('200') ?? 0,
      (accepted) => accepted > acceptedSoFar,
    );
    flood.end();
    await over;
    expect([...flood.counts.keys()].sort()).toEqual(['200', REFUSED]);
    expect(Math.max(...probes)).toBeLessThan(LONGEST_PROBE_MS);
    await eventually(
      () => program.logs.filter(({ msg }) => String(msg).startsWith('overload ended')).length,
      (ended) => ended > 0,
    );
    expect(await ask(calm, '/v1/images?sizeMin=7&limit=7')).toBe('200');
    await shedIs({ loop_delay: refused() });
    const lines = program.logs.filter(({ msg }) => String(msg).startsWith('overload'));
    expect(lines.length).toBeLessThan(100);
    expect(new Set(lines.map(({ reason }) => reason))).toEqual(new Set(['loop_delay']));
  });
});

describe('connections beyond MAX_CONNECTIONS of all processes', () => {
  it('are closed, and nobody is kept busy with them', async () => {
    await start({ MAX_CONNECTIONS: '2', PROCESSES: '2' });
    const connections: RawConnection[] = [];
    // a worker that is full may be offered a connection while the other is not
    for (let tries = 0; connections.length < 4 && tries < 100; tries++) {
      const connection = await open();
      const said = await ask(connection, WARM).catch(() => 'closed');
      if (said === '200') connections.push(connection);
    }
    expect(connections).toHaveLength(4);
    const before = (await shed())['connections'] ?? 0;
    for (let time = 0; time < 20; time++) await (await open()).ended;
    for (const connection of connections) expect(await ask(connection, WARM)).toBe('200');
    expect(await probe('livez')).toBeLessThan(LONGEST_PROBE_MS);
    await shedIs({ connections: before + 20 });
  });
});
