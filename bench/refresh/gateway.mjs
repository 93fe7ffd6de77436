// A gateway whose refreshes are begun from here, and which tells how long they took and held up its event loop.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { start, stop } from '../rig/children.mjs';
import { LOAD_CORE, SERVER_CORE } from '../rig/cores.mjs';
import { HEADERS, settings } from '../rig/gateway.mjs';

/** Refreshes can be forced so often. */
const FORCED_EVERY_MS = 5_000;

/**
 * @param mode `giant` for an upstream that ignores `limit` and answers everything in one page, `endless` for one whose
 *   further listings do not end
 */
export async function startRefreshing(count, mode = 'pages', more = {}) {
  const upstream = start(LOAD_CORE, [process.execPath, here('upstream.mjs'), String(count), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [upstreamUrl] = await once(createInterface(upstream.stdout), 'line');
  const program = ['--import', here('watch-loop.mjs'), here('../../dist/main.js')];
  const child = start(SERVER_CORE, [process.execPath, ...program], {
    env: { ...settings(upstreamUrl), UPSTREAM_MAX_BODY: '1GiB', ...more },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const gateway = new RefreshingGateway(child, upstream);
  await gateway.listening;
  return gateway;
}

class RefreshingGateway {
  #upstream;
  #child;
  #log;
  #forcedAt = 0;
  url = '';

  constructor(child, upstream) {
    this.#child = child;
    this.#upstream = upstream;
    this.pid = child.pid;
    this.#log = createInterface(child.stdout);
    this.listening = this.#line('listening').then(({ port }) => (this.url = `http://127.0.0.1:${port}`));
    this.first = this.#line('refresh');
  }

  /**
   * Begins a refresh as soon as it may be.
   *
   * @param msg how its line in the log will begin
   * @returns a promise of that line
   */
  async begin(msg = 'refresh') {
    await pause(Math.max(0, this.#forcedAt + FORCED_EVERY_MS + 50 - performance.now()));
    this.#forcedAt = performance.now();
    const ended = this.#line(msg);
    const asked = request(`${this.url}/v1/catalog/refresh`, { method: 'POST', headers: HEADERS }).end();
    const [{ statusCode }] = await once(asked, 'response');
    if (statusCode !== 202) throw new Error(`a refresh was answered with ${statusCode}`);
    return { ended };
  }

  /** How long the event loop was held up at most since the last question, in milliseconds. */
  async loopDelay() {
    this.#child.send('?');
    const [delay] = await once(this.#child, 'message');
    return delay;
  }

  rssMb() {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1]) / 1000;
  }

  async close() {
    await stop(this.#child);
    await stop(this.#upstream);
  }

  #line(msg) {
    return new Promise((resolve, reject) => {
      const look = (text) => {
        const line = JSON.parse(text);
        if (line.msg !== msg && line.msg.startsWith('refresh ')) reject(new Error(text));
        if (line.msg !== msg) return;
        this.#log.off('line', look);
        resolve(line);
      };
      this.#log.on('line', look);
    });
  }
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
