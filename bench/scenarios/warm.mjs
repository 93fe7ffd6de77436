// A page that was asked before, against whatever else could send the same bytes.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, sharedGateway } from '../rig/gateway.mjs';
import { startPeer } from '../rig/peers.mjs';
import { hasNginx, hasVarnish, startNginx, startVarnish } from '../rig/proxies.mjs';
import { measure } from '../rig/rounds.mjs';
import { say } from '../rig/say.mjs';
import { goal, howMeasured, rateRatio, rowsTable } from '../rig/tables.mjs';
import { allImages } from './all-images.mjs';
import { PAGE } from './page.mjs';

const WORKING_PEER = 'Fastify, filter + sort + stringify';

export const warm = { name: 'warm', title: 'Warm page', quick: true, run };

async function run(options) {
  const gateway = await sharedGateway();
  const expected = await fetchAnswer(gateway.url + PAGE, HEADERS);
  const row = (name, server) => ({
    ...server,
    name,
    url: server.url + PAGE,
    headers: HEADERS,
    // this one leaves out the links to other pages, so that its bytes are a few less
    expected: name === WORKING_PEER ? undefined : expected,
  });
  const [bare, ...peers] = await startPeers(gateway, expected, options);
  const rows = [row(...bare), row('Image Gateway', gateway), ...peers.map((peer) => row(...peer))];
  const result = await measure(rows, options);
  for (const [, server] of [bare, ...peers]) await server.close();
  const page = `\`${PAGE}\`: ${expected.body.length} bytes, ${Object.keys(expected.headers).length} headers`;
  return {
    text: `${page}. ${howMeasured(result)}\n\n${rowsTable(result.rows, 'bare Node')}`,
    goals: goalsOf(result.rows),
  };
}

/** @returns names with servers, bare Node first */
async function startPeers(gateway, answer, { quick }) {
  const bare = await startPeer('bare', { answer });
  return [
    ['bare `node:http`, prepared Buffer', bare],
    ...(await startCaches(bare.url, quick)),
    ['Fastify, prepared string', await startPeer('fastify-prepared', { answer })],
    ['NestJS on Express, `CacheInterceptor`', await startPeer('nest-express', { answer })],
    ...(quick ? [] : await startFurtherPeers(gateway, answer)),
  ];
}

/** Rows that tell more, but that no goal is measured against. */
async function startFurtherPeers(gateway, answer) {
  return [
    ['bare `node:http`, prepared string', await startPeer('bare', { answer, as: 'string' })],
    [WORKING_PEER, await startPeer('fastify-work', await allImages(gateway.url))],
  ];
}

async function startCaches(upstream, quick) {
  const caches = [];
  if (!hasNginx) say('nginx is not installed: its rows are skipped');
  if (!hasVarnish) say('Varnish is not installed: its row is skipped');
  if (hasNginx) caches.push(['nginx `proxy_cache`', await startNginx(upstream)]);
  if (quick) return caches;
  const openFiles = 'open_file_cache max=1000 inactive=1h;';
  if (hasNginx) caches.push(['nginx with `open_file_cache`', await startNginx(upstream, openFiles)]);
  if (hasVarnish) caches.push(['Varnish', await startVarnish(upstream)]);
  return caches;
}

function goalsOf(rows) {
  const ours = rows[1];
  const against = (name) => rows.find((row) => row.name.startsWith(name));
  const nginx = against('nginx');
  return [
    goal('warm page against bare `node:http`', rateRatio(ours, rows[0]), { least: 0.9 }),
    ...(nginx ? [goal('warm page against nginx `proxy_cache`', rateRatio(ours, nginx), { least: 0.8 })] : []),
    goal('warm page against NestJS on Express', rateRatio(ours, against('NestJS')), { least: 8 }),
  ];
}
