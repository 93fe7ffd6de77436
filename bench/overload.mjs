// npm run bench:overload: what becomes of requests when more come than one process can answer.
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';

import { fetchAnswer } from './rig/answer.mjs';
import { run } from './rig/children.mjs';
import { LOAD_CORE } from './rig/cores.mjs';
import { HEADERS, startGateway } from './rig/gateway.mjs';
import { machine } from './rig/machine.mjs';
import { say } from './rig/say.mjs';
import { table } from './rig/tables.mjs';

const GENERATOR = fileURLToPath(new URL('./overload/open-loop.mjs', import.meta.url));

/** Questions that were never asked before, of a kind that costs the gateway more than it costs the load. */
const NEW = ['/v1/images?sizeMin={n}&status=active&sort=name&limit=200'];
const WARM = '/v1/images?visibility=private&limit=20';
/** One in five is new. */
const MIXED = [WARM, WARM, WARM, WARM, ...NEW];

const CAPACITY_CONNECTIONS = 64;
const PROBE_EVERY_MS = 50;

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '6' },
    connections: { type: 'string', default: '1000' },
  },
});
const [images, seconds, connections] = [values.images, values.seconds, values.connections].map(Number);
let first = 1;

const rows = [];
for (const [kind, paths] of [
  ['new questions', NEW],
  ['one in five new', MIXED],
]) {
  rows.push(...(await measure(kind, paths, {}, [0.7, 1, 3])));
  rows.push(...(await measure(`${kind}, without bounds`, paths, { MAX_LOOP_DELAY: '60s' }, [3])));
}
console.log(`${machine()}. ${images} images, ${connections} connections, ${seconds} s each.\n`);
const head = [
  'load',
  'capacity',
  'asked/s',
  'answered/s',
  'p50',
  'p99',
  'refused/s',
  'p99 of that',
  'failed',
];
console.log(table([...head, '`/livez` p99'], rows));

/** Asks at some multiples of the capacity, which is measured anew before each: the machine's speed changes. */
async function measure(kind, paths, env, factors) {
  const gateway = await startGateway({ images, env });
  await load(gateway, paths, { rate: 0, seconds: 2, connections: CAPACITY_CONNECTIONS });
  const measured = [];
  for (const factor of factors) {
    const job = { rate: 0, seconds: 3, connections: CAPACITY_CONNECTIONS };
    const capacity = (await load(gateway, paths, job)).accepted.rate;
    await pause(1_500);
    const rate = capacity * factor;
    const result = await load(gateway, paths, { rate, seconds, connections });
    say(`${kind}: ${factor} × capacity: ${JSON.stringify(result)}`);
    measured.push(row(`${kind}, ${factor} × capacity`, capacity, rate, result));
    await pause(1_500);
  }
  await gateway.close();
  return measured;
}

function row(name, capacity, rate, { accepted, refused, failed, probes }) {
  const ms = (time) => (time === null ? '' : `${time.toFixed(0)} ms`);
  const count = (number) => Math.round(number).toLocaleString('en-GB');
  return [
    name,
    count(capacity),
    count(rate),
    count(accepted.rate),
    ms(accepted.p50Ms),
    ms(accepted.p99Ms),
    count(refused.rate),
    ms(refused.p99Ms),
    count(failed),
    ms(probes),
  ];
}

/** Loads the gateway for some seconds, and looks all the time whether it is alive. */
async function load({ url, managementUrl }, paths, job) {
  const { port } = new URL(url);
  const all = {
    port: Number(port),
    headers: { ...HEADERS, 'Accept-Encoding': 'gzip' },
    paths,
    first,
    ...job,
  };
  const { ended } = run(LOAD_CORE, [process.execPath, GENERATOR, JSON.stringify(all)]);
  let isOver = false;
  const result = ended.finally(() => (isOver = true));
  const times = [];
  while (!isOver) {
    const askedAt = performance.now();
    const { status } = await fetchAnswer(`${managementUrl}/livez`);
    if (status !== 200) throw new Error(`/livez answers ${status}`);
    times.push(performance.now() - askedAt);
    await pause(PROBE_EVERY_MS);
  }
  times.sort((a, b) => a - b);
  const figures = JSON.parse(await result);
  first = figures.next;
  return { ...figures, probes: times[Math.floor(times.length * 0.99)] ?? null };
}
