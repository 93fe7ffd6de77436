// Runs one load with autocannon in a process of its own, as wrk would be: node autocannon-load.mjs JOB
import { readFileSync } from 'node:fs';

import autocannon from 'autocannon';

const { url, headers, sequence, seconds, connections, first } = JSON.parse(process.argv[2]);
let next = first;
const result = await autocannon({
  url,
  headers,
  connections,
  duration: seconds,
  ...(sequence ? { requests: readFileSync(sequence, 'utf8').trimEnd().split('\n').map(toRequest) } : {}),
});
const { requests, latency, errors, duration } = result;
const failed = errors + result['1xx'] + result['4xx'] + result['5xx'];
const rate = requests.total / duration;
console.log(JSON.stringify({ rate, total: requests.total, p99Ms: latency.p99, failed }));

/** The lines are those that `sequence.mjs` describes. */
function toRequest(line) {
  const [path, etag] = line.split('\t');
  const own = etag ? { headers: { ...headers, 'if-none-match': etag } } : {};
  if (!path.includes('{n}')) return { path, ...own };
  return { path, ...own, setupRequest: (request) => ({ ...request, path: path.replace('{n}', next++) }) };
}
