import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { RawConnection, requestText } from '../support/door-raw-http.js';

jest.setTimeout(60_000);

/** What so many answers are together, if each has bytes of its own: 470 MB. */
const REQUESTS = 300;
const MOST_GROWTH_KB = 200_000;

let upstream: StandIn;
let program: BuiltProgram;
let folder = '';

beforeAll(async () => {
  upstream = await startStandIn({ images: [] });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  program = new BuiltProgram('main.js', { cwd: folder, env: gatewayEnvironment(upstream.url) });
});

afterAll(async () => {
  await program.discard();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Resident memory in kB; Linux tells it. */
function residentKb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

describe('whoever asks for the page of the API over and over, and reads nothing,', () => {
  it('does not fill the memory', async () => {
    const { url } = await program.listening();
    const target = '/docs/swagger-ui-bundle.js';
    await (await fetch(`${url}${target}`)).arrayBuffer();
    const before = residentKb(program.pid);
    const connection = await RawConnection.open(url);
    connection.pause();
    connection.send(requestText('GET', target, {}).repeat(REQUESTS));
    const looks: number[] = [];
    // each answer of another route comes behind whatever those requests had done until then
    for (let count = 0; count < 100; count++) {
      await (await fetch(`${url}/openapi.json`)).arrayBuffer();
      looks.push(residentKb(program.pid));
    }
    connection.close();
    expect(Math.max(...looks) - before).toBeLessThan(MOST_GROWTH_KB);
  });
});
