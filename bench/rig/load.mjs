// The load generator: wrk where it is installed, else autocannon.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { run } from './children.mjs';
import { canPin, LOAD_CORE } from './cores.mjs';

const hasWrk = spawnSync('wrk', ['--version']).error === undefined;
const WRK_SCRIPT = fileURLToPath(new URL('./sequence.lua', import.meta.url));
const AUTOCANNON = fileURLToPath(new URL('./autocannon-load.mjs', import.meta.url));

/** How rows are loaded, for above a table. */
export const setup = [
  canPin ? 'Server on core 0, load on core 1' : 'Server and load NOT pinned to cores, which says little',
  hasWrk
    ? 'by wrk -t1'
    : 'by autocannon (wrk is not installed; autocannon itself ends at about 17,000 requests/s of 22 kB, which hides how fast the fastest rows are)',
].join(', ');

/**
 * Loads one row for some seconds.
 *
 * @param row see `rounds.mjs`; with a `sequence` file its lines are asked for in turn
 * @param first the number that stands for `{n}` in the first line that has it; no line gets the same twice
 * @returns requests per second, requests in all, and the 99th percentile of latency in milliseconds
 * @throws Error when a connection failed or an answer was neither 2xx nor 3xx
 */
export function load(row, seconds, connections, first = 0) {
  return startLoad(row, seconds, connections, first).ended;
}

/** The same, at once with the `pid` of the load generator. */
export function startLoad(row, seconds, connections, first) {
  const { command, read } = (hasWrk ? wrk : autocannon)(row, seconds, connections, first);
  const { pid, ended } = run(LOAD_CORE, command);
  return { pid, ended: ended.then((text) => unlessFailed(row, read(text))) };
}

function unlessFailed({ name }, result) {
  if (result.failed > 0) throw new Error(`${name}: ${result.failed} requests failed`);
  return result;
}

function wrk({ url, headers, sequence }, seconds, connections, first) {
  const script = sequence ? ['-s', WRK_SCRIPT, url, '--', sequence, String(first)] : [url];
  const command = [
    'wrk',
    ...['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '10s'],
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...script,
  ];
  return { command, read: readWrk };
}

function readWrk(text) {
  const found = (pattern) => pattern.exec(text)?.slice(1) ?? [];
  const [p99, unit] = found(/^\s+99%\s+([\d.]+)(us|ms|s)\s*$/m);
  const errors = found(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/);
  const [refused = 0] = found(/Non-2xx or 3xx responses: (\d+)/);
  return {
    rate: Number(found(/^Requests\/sec:\s+([\d.]+)/m)[0]),
    total: Number(found(/(\d+) requests in/)[0]),
    p99Ms: Number(p99) * { us: 0.001, ms: 1, s: 1000 }[unit],
    failed: [...errors, refused].reduce((sum, count) => sum + Number(count), 0),
  };
}

function autocannon({ url, headers, sequence }, seconds, connections, first) {
  const job = JSON.stringify({ url, headers, sequence, seconds, connections, first });
  return { command: [process.execPath, AUTOCANNON, job], read: JSON.parse };
}
