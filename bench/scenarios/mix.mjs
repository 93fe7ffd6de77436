// What a day looks like: pages that were asked before, some of them conditionally, and queries that are new.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, sharedGateway } from '../rig/gateway.mjs';
import { startPeer } from '../rig/peers.mjs';
import { measure } from '../rig/rounds.mjs';
import { seededRandom, writeSequence } from '../rig/sequence.mjs';
import { howMeasured, rowsTable } from '../rig/tables.mjs';
import { allImages } from './all-images.mjs';

export const mix = { name: 'mix', title: 'Random mix', quick: true, run };

const LENGTH = 2_000;
const NEW_SHARE = 0.05;
const CONDITIONAL_SHARE = 0.3;

const NEW_PATHS = [
  '/v1/images?sizeMin={n}&limit=20',
  '/v1/images?sizeMin={n}&status=active&sort=name',
  '/v1/images?sizeMin={n}&visibility=public&sort=-sizeBytes&limit=20',
  '/v1/images?sizeMin={n}&nameContains=ubuntu&sort=createdAt',
  '/v1/images?sizeMin={n}&osType=linux&status=active&limit=10',
];

async function run(options) {
  const gateway = await sharedGateway();
  const data = await allImages(gateway.url);
  const fastify = await startPeer('fastify-work', data);
  const nest = options.quick ? undefined : await startPeer('nest-express', data);
  const rows = [
    await row('Fastify, filter + sort + stringify', fastify),
    await row('Image Gateway', gateway),
    ...(nest ? [await row('NestJS on Express, `CacheInterceptor`', nest)] : []),
  ];
  checkTotals(rows);
  const result = await measure(rows, options);
  await fastify.close();
  await nest?.close();
  return {
    text: `${about()}. ${howMeasured(result)}\n\n${rowsTable(result.rows, 'Fastify')}`,
    goals: [],
  };
}

/** Every row gets the same requests; the entity tags of conditional ones are those that this server gave. */
async function row(name, server) {
  const known = [];
  for (const path of warmPaths()) {
    const { headers, body } = await fetchAnswer(server.url + path, HEADERS);
    known.push({ path, etag: headers.etag, total: JSON.parse(body).page.total });
  }
  const url = server.url + known[0].path;
  return { ...server, name, url, headers: HEADERS, known, sequence: writeSequence(mixed(known)) };
}

function mixed(known) {
  const random = seededRandom();
  const next = () => random.next().value;
  const oneOf = (list) => list[Math.floor(next() * list.length)];
  return Array.from({ length: LENGTH }, () => {
    const kind = next();
    if (kind < NEW_SHARE) return { path: oneOf(NEW_PATHS) };
    const { path, etag } = oneOf(known);
    return kind < NEW_SHARE + CONDITIONAL_SHARE ? { path, etag } : { path };
  });
}

/** Fifty different questions of a console: by state, visibility, system and name, in some orders, a few pages deep. */
function warmPaths() {
  const filters = [
    '',
    'status=active&',
    'visibility=public&',
    'osType=linux&status=active&',
    'nameContains=ubuntu&',
  ];
  const sorts = ['-createdAt', 'name', 'createdAt', '-sizeBytes', 'sizeBytes'];
  const pages = ['limit=20', 'limit=20&offset=20'];
  return filters.flatMap((filter) =>
    sorts.flatMap((sort) => pages.map((page) => `/v1/images?${filter}sort=${sort}&${page}`)),
  );
}

/** @throws Error when a peer finds other images than the gateway does */
function checkTotals(rows) {
  const totals = ({ known }) => known.map(({ path, total }) => `${path}: ${total}`).join('\n');
  for (const row of rows) {
    if (totals(row) !== totals(rows[0]))
      throw new Error(`${row.name} finds other images than ${rows[0].name}`);
  }
}

function about() {
  const share = (part) => `${Math.round(part * 100)} %`;
  return `${warmPaths().length} warm pages, ${share(NEW_SHARE)} of the requests new queries, ${share(CONDITIONAL_SHARE)} conditional (Fastify gives no entity tags, so its are plain)`;
}
