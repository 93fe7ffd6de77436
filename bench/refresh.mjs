// What a refresh of 100,000 images costs those who ask meanwhile: node bench/refresh.mjs [--quick] [--images N]
// A part of npm run bench. Each listing is another one, so that everything is prepared anew.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { load } from './rig/load.mjs';
import { say } from './rig/say.mjs';
import { median } from './rig/statistics.mjs';
import { startRefreshing } from './refresh/gateway.mjs';
import { HEADERS } from './rig/gateway.mjs';

const PAGE = '/v1/images?visibility=private&limit=20';
const CONNECTIONS = 64;
const REQUESTS = 100_000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    images: { type: 'string', default: '100000' },
  },
});
const images = Number(values.images);
const windows = values.quick ? 2 : 5;
const refreshes = values.quick ? 3 : 20;

const paged = await started('pages');
const quiet = await inQuiet(paged, 3);
const busy = await underLoad(paged);
const memory = await overTime(paged);
await paged.close();
const giant = await started('giant');
const giantQuiet = await inQuiet(giant, values.quick ? 1 : 3);
await giant.close();
report();
process.exit(0);

async function started(mode) {
  say(`starting a gateway with ${images} images (${mode})`);
  const gateway = await startRefreshing(images, mode);
  const { ms } = await gateway.first;
  say(`the first list took ${ms} ms`);
  await pause(1_000);
  return gateway;
}

/** Refreshes while nobody asks. */
async function inQuiet(gateway, count) {
  const samples = [];
  for (let done = 0; done < count; done++) {
    await gateway.loopDelay();
    const before = gateway.rssMb();
    const { ended } = await gateway.begin();
    const [{ ms }, peakMb] = await Promise.all([ended, peakUntil(gateway, ended)]);
    const { maxMs, ownMs } = await gateway.loopDelay();
    say(
      `a refresh in quiet: ${ms} ms, loop held up ${maxMs.toFixed(1)} ms (${ownMs.toFixed(1)} by itself), ${before.toFixed(0)} to ${peakMb.toFixed(0)} MB`,
    );
    samples.push({ ms, maxMs, ownMs, peakMb });
  }
  return samples;
}

/**
 * Warm pages in turns without and with a refresh behind them, until either kind has had 100,000 requests. A window
 * ends before its refresh does.
 */
async function underLoad(gateway) {
  const row = { name: 'warm page', url: gateway.url + PAGE, headers: HEADERS };
  const { ended } = await gateway.begin();
  const [{ ms: longestMs }] = await Promise.all([ended, load(row, values.quick ? 8 : 20, CONNECTIONS)]);
  const seconds = Math.max(1, Math.floor(longestMs / 1_000) - 1);
  say(`a refresh under load took ${longestMs} ms; windows of ${seconds} s`);
  const [idle, refreshing, durations] = [[], [], []];
  while (idle.length < windows || (!values.quick && requests(refreshing) < REQUESTS)) {
    idle.push(await window(gateway, row, seconds));
    const refresh = await gateway.begin();
    refreshing.push(await window(gateway, row, seconds));
    durations.push((await refresh.ended).ms);
    const [before, during] = [idle.at(-1), refreshing.at(-1)];
    say(
      `p99 ${before.p99Ms.toFixed(2)} ms idle, ${during.p99Ms.toFixed(2)} ms in a refresh of ${durations.at(-1)} ms`,
    );
  }
  return { idle, refreshing, durations };
}

async function window(gateway, row, seconds) {
  await gateway.loopDelay();
  const sample = await load(row, seconds, CONNECTIONS);
  return { ...sample, ...{ loopMs: (await gateway.loopDelay()).maxMs } };
}

function requests(samples) {
  return samples.reduce((sum, { total }) => sum + total, 0);
}

/** What is left of many refreshes. */
async function overTime(gateway) {
  const marks = [gateway.rssMb()];
  let peakMb = 0;
  for (let done = 0; done < refreshes; done++) {
    const { ended } = await gateway.begin();
    peakMb = Math.max(peakMb, await peakUntil(gateway, ended));
    marks.push(gateway.rssMb());
    say(`refresh ${done + 1} of ${refreshes}: ${marks.at(-1).toFixed(0)} MB`);
  }
  await pause(1_000);
  return { beforeMb: marks[0], peakMb, marks, afterMb: gateway.rssMb() };
}

async function peakUntil(gateway, ended) {
  let over = false;
  void ended.then(() => (over = true));
  let peak = 0;
  while (!over) {
    peak = Math.max(peak, gateway.rssMb());
    await pause(20);
  }
  return peak;
}

function report() {
  const p99 = (samples) => median(samples.map(({ p99Ms }) => p99Ms));
  const all = (samples, key) => samples.map((sample) => sample[key]);
  const ratio = p99(busy.refreshing) / p99(busy.idle);
  const heldUp = Math.max(...all([...quiet, ...giantQuiet], 'maxMs'));
  const rows = [
    ['p99 of a warm page, idle', `${p99(busy.idle).toFixed(2)} ms`, `${requests(busy.idle)} requests`],
    [
      'p99 of a warm page, during refreshes',
      `${p99(busy.refreshing).toFixed(2)} ms`,
      `${requests(busy.refreshing)} requests`,
    ],
    [
      'requests/s during refreshes, of those when idle',
      (median(all(busy.refreshing, 'rate')) / median(all(busy.idle, 'rate'))).toFixed(2),
      '',
    ],
    ['event loop held up, no load', `${Math.max(...all(quiet, 'maxMs')).toFixed(1)} ms`, 'pages of 1000'],
    [
      'event loop held up, no load',
      `${Math.max(...all(giantQuiet, 'maxMs')).toFixed(1)} ms`,
      'one page of everything',
    ],
    [
      'of that its own work, not waiting for the core',
      `${Math.max(...all([...quiet, ...giantQuiet], 'ownMs')).toFixed(1)} ms`,
      '',
    ],
    ['event loop held up under load, idle', `${Math.max(...all(busy.idle, 'loopMs')).toFixed(1)} ms`, ''],
    [
      'event loop held up under load, during refreshes',
      `${Math.max(...all(busy.refreshing, 'loopMs')).toFixed(1)} ms`,
      '',
    ],
    ['a refresh, no load', `${median(all(quiet, 'ms'))} ms`, 'pages of 1000'],
    ['a refresh, no load', `${median(all(giantQuiet, 'ms'))} ms`, 'one page of everything'],
    ['a refresh under full load', `${median(busy.durations)} ms`, ''],
    ['RSS before', `${memory.beforeMb.toFixed(0)} MB`, ''],
    ['RSS at most during refreshes', `${memory.peakMb.toFixed(0)} MB`, ''],
    [`RSS after ${refreshes} refreshes`, `${memory.afterMb.toFixed(0)} MB`, ''],
  ];
  console.log(`${images} images, ${CONNECTIONS} connections.\n`);
  console.log(['what', 'measured', 'of'].map((cell) => `| ${cell} `).join('') + '|');
  console.log('| --- | ---: | --- |');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  goal('p99 of warm pages during a refresh against idle', 'at most 1.5', ratio.toFixed(2), ratio <= 1.5);
  goal('longest event-loop block during a refresh', 'at most 20 ms', `${heldUp.toFixed(1)} ms`, heldUp <= 20);
}

function goal(what, bound, measured, met) {
  console.log(`goal | ${what} | ${bound} | ${measured} | ${met ? 'met' : 'not met'}`);
}
