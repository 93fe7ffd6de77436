// What an upstream whose list never ends costs in memory: node bench/limits.mjs [--images N] [--max N]
// The gateway holds a list of N images; the next listing goes on until UPSTREAM_MAX_IMAGES ends it.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startRefreshing } from './refresh/gateway.mjs';
import { say } from './rig/say.mjs';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    max: { type: 'string', default: '200000' },
  },
});
const settings = { UPSTREAM_MAX_IMAGES: values.max };

const NAMES = {
  pages: 'another list of that length',
  endless: 'a list that never ends',
  fat: 'one with 10 kB in each image',
};

const rows = [];
for (const mode of Object.keys(NAMES)) rows.push(await measured(mode));
console.log(`${values.images} images held, at most ${values.max}.\n`);
console.log('| refresh of | RSS before | at most | 5 s after | ms | ended by |');
console.log('| --- | ---: | ---: | ---: | ---: | --- |');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);

async function measured(mode) {
  say(`starting a gateway with ${values.images} images (${mode})`);
  const gateway = await startRefreshing(Number(values.images), mode, settings);
  await gateway.first;
  await pause(2_000);
  const before = gateway.rssMb();
  const { ended } = await gateway.begin(mode === 'pages' ? 'refresh' : 'refresh failed');
  const [line, peak] = await Promise.all([ended, peakUntil(gateway, ended)]);
  await pause(5_000);
  const after = gateway.rssMb();
  await gateway.close();
  return [
    NAMES[mode],
    ...[before, peak, after].map((mb) => `${mb.toFixed(0)} MB`),
    line.ms,
    line.reason ?? line.outcome,
  ];
}

async function peakUntil(gateway, ended) {
  let over = false;
  void ended.finally(() => (over = true)).catch(() => {});
  let peak = 0;
  while (!over) {
    peak = Math.max(peak, gateway.rssMb());
    await pause(20);
  }
  return peak;
}
