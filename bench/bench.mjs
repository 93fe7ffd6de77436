// Measures a warm page through the whole service against bare node:http sending the same bytes and headers.
// npm run bench -- [--rounds 5] [--seconds 3] [--connections 64]
import { once } from 'node:events';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import autocannon from 'autocannon';

import { generateImages } from '../dist/stand-in/generate-images.js';
import { startStandIn } from '../dist/stand-in/stand-in.js';
import { cpuMicros, pinLoadGenerator, portInLog, startServer, stop } from './processes.mjs';

const PATH = '/v1/images?limit=20';
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
  },
});
const [rounds, seconds, connections] = [values.rounds, values.seconds, values.connections].map(Number);

const pinned = pinLoadGenerator();
const upstream = await startStandIn({ images: generateImages(200) });
const gateway = startServer(here('../dist/main.js'), {
  PORT: '0',
  MANAGEMENT_PORT: '0',
  HOST: '127.0.0.1',
  MANAGEMENT_HOST: '127.0.0.1',
  ENV_FILE: '',
  ACCESS_MODE: 'anonymous',
  UPSTREAM_URL: upstream.url,
  UPSTREAM_APPKEY: 'demo-appkey-000000',
  UPSTREAM_USERNAME: 'demo@example.test',
  UPSTREAM_PASSWORD: 'demo-api-password',
});
const gatewayUrl = `http://127.0.0.1:${await portInLog(gateway)}${PATH}`;
const answer = await fetchWarm(gatewayUrl);

const bare = startServer(here('./bare-server.mjs'));
bare.send({ headers: answer.headers, body: answer.body.toString('base64') });
const [{ port }] = await once(bare, 'message');

const rows = [
  { name: 'bare node:http', url: `http://127.0.0.1:${port}${PATH}`, pid: bare.pid, rates: [], costs: [] },
  { name: 'image gateway', url: gatewayUrl, pid: gateway.pid, rates: [], costs: [] },
];
console.log(
  `${PATH}: ${answer.body.length} bytes, ${Object.keys(answer.headers).length} headers; ${rounds} rounds of ${seconds} s`,
);
console.log(pinned ? 'server on core 0, load on core 1' : 'not pinned: the figures are worth less');

for (const row of rows) await load(row.url, 3);
for (let round = 1; round <= rounds; round++) {
  for (const row of rows) {
    const before = cpuMicros(row.pid);
    const { total, rate } = await load(row.url, seconds);
    const after = cpuMicros(row.pid);
    row.rates.push(rate);
    if (before !== undefined && after !== undefined) row.costs.push((after - before) / total);
    console.log(`round ${round}/${rounds}  ${row.name.padEnd(16)} ${Math.round(rate)} requests/s`);
  }
}

const [base, ours] = rows;
console.log('');
for (const row of rows) {
  console.log(
    `${row.name.padEnd(16)} ${spread(row.rates, 0)} requests/s   ${spread(row.costs, 1)} µs CPU per request`,
  );
}
console.log(`\nrequests/s, gateway / bare: ${ratio(ours.rates, base.rates)}`);
console.log(`CPU, bare / gateway:        ${ratio(base.costs, ours.costs)}`);

await stop(gateway);
bare.disconnect();
await upstream.close();

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

async function load(url, duration) {
  const result = await autocannon({ url, connections, duration });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.errors} errors, ${result.non2xx} answers other than 2xx`);
  return { total: result.requests.total, rate: result.requests.total / result.duration };
}

/** The answer once there is a catalogue, with the headers that Node does not add by itself. */
async function fetchWarm(url) {
  for (;;) {
    const response = await new Promise((resolve, reject) => get(url, resolve).on('error', reject));
    const chunks = [];
    for await (const chunk of response) chunks.push(chunk);
    if (response.statusCode === 200) {
      const { date, connection, 'keep-alive': keepAlive, ...headers } = response.headers;
      return { headers, body: Buffer.concat(chunks) };
    }
  }
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function spread(numbers, digits) {
  const show = (number) => number.toFixed(digits);
  return `${show(median(numbers))} (${show(Math.min(...numbers))} to ${show(Math.max(...numbers))})`;
}

/** The ratio of medians, and the least and greatest ratio of one round. */
function ratio(above, below) {
  const byRound = above.map((number, round) => number / below[round]);
  return `${(median(above) / median(below)).toFixed(2)} (rounds: ${Math.min(...byRound).toFixed(2)} to ${Math.max(...byRound).toFixed(2)})`;
}
