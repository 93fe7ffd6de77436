// Memory while one new query after the other comes in: a cache that knows no bound shows here.
import { HEADERS, startGateway } from '../rig/gateway.mjs';
import { load } from '../rig/load.mjs';
import { treeRssMb } from '../rig/proc.mjs';
import { say } from '../rig/say.mjs';
import { writeSequence } from '../rig/sequence.mjs';
import { goal, table } from '../rig/tables.mjs';

export const memory = { name: 'memory', title: 'Memory under ever new queries', quick: false, run };

const QUERIES = 300_000;
const PATHS = [
  '/v1/images?sizeMin={n}&limit=20',
  '/v1/images?sizeMin={n}&status=active&sort=name',
  '/v1/images?fitsDisk={n}&sort=-createdAt,name&limit=10',
  '/v1/images?nameContains={n}',
  '/v1/images?sizeMin={n}&visibility=public&sort=-sizeBytes&limit=100',
  '/v1/images?offset=5&sizeMin={n}&fields=name,status,createdAt',
];

async function run({ connections }) {
  const gateway = await startGateway();
  const sequence = writeSequence(PATHS.map((path) => ({ path })));
  const row = { ...gateway, name: 'new queries', headers: HEADERS, sequence };
  const marks = [{ asked: 0, rssMb: treeRssMb(gateway.pid) }];
  for (let asked = 0; asked < QUERIES;) {
    asked += (await load(row, 1, connections, asked)).total + connections;
    const rssMb = treeRssMb(gateway.pid);
    say(`${asked} of ${QUERIES} queries   ${rssMb.toFixed(0)} MB`);
    if (asked >= (QUERIES / 4) * marks.length) marks.push({ asked, rssMb });
  }
  await gateway.close();
  const growth = marks.at(-1).rssMb / marks.at(-3).rssMb;
  const rows = marks.map(({ asked, rssMb }) => [asked.toLocaleString('en-GB'), `${rssMb.toFixed(0)} MB`]);
  return {
    text: `A catalogue of 200 images.\n\n${table(['different queries so far', 'RSS'], rows)}`,
    goals: [goal('memory after 300,000 different queries against 150,000', { value: growth }, { most: 1.1 })],
  };
}
