// A page that was asked before, against whatever else could send the same bytes.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, startGateway } from '../rig/gateway.mjs';
import { startPeer } from '../rig/peers.mjs';
import { hasNginx, hasVarnish, startNginx, startVarnish } from '../rig/proxies.mjs';
import { measure } from '../rig/rounds.mjs';
import { say } from '../rig/say.mjs';
import { goal, noiseLine, rateRatio, rowsTable } from '../rig/tables.mjs';

/** Twenty images in about 12 kB. */
export const PAGE = '/v1/images?visibility=private&limit=20';

export const title = 'Warm page';

export async function run(options) {
  const gateway = await startGateway();
  const expected = await fetchAnswer(gateway.url + PAGE, HEADERS);
  const row = (name, server) => ({ ...server, name, url: server.url + PAGE, headers: HEADERS, expected });
  const peers = await startPeers(expected, options);
  const [bare, ...others] = peers.map(({ name, server }) => row(name, server));
  const result = await measure([bare, row('Image Gateway', gateway), ...others], options);
  await gateway.close();
  for (const { server } of peers) server.child.kill();
  const header = `\`${PAGE}\`: ${expected.body.length} bytes, ${Object.keys(expected.headers).length} headers`;
  return {
    text: `${header}; ${noiseLine(result)}.\n\n${rowsTable(result.rows, 'bare Node')}`,
    goals: goalsOf(result.rows),
  };
}

async function startPeers(answer, { quick }) {
  const peers = [];
  const add = async (name, server) => peers.push({ name, server: await server });
  await add('bare `node:http`, prepared Buffer', startPeer('bare', { answer }));
  const { url } = peers[0].server;
  if (!quick) await add('bare `node:http`, prepared string', startPeer('bare', { answer, as: 'string' }));
  if (hasNginx) await add('nginx `proxy_cache`', startNginx(url));
  else say('nginx is not installed: skipped');
  if (hasNginx && !quick) {
    await add('nginx with `open_file_cache`', startNginx(url, 'open_file_cache max=1000 inactive=1h;'));
  }
  if (hasVarnish && !quick) await add('Varnish', startVarnish(url));
  if (!hasVarnish) say('Varnish is not installed: skipped');
  await add('Fastify, prepared string', startPeer('fastify-prepared', { answer }));
  await add('NestJS on Express, `CacheInterceptor`', startPeer('nest-express', { answer }));
  return peers;
}

function goalsOf(rows) {
  const ours = rows[1];
  const against = (name) => rows.find((row) => row.name.startsWith(name));
  const nginx = against('nginx');
  return [
    goal('warm page against bare `node:http`', rateRatio(ours, rows[0]), { least: 0.9 }),
    ...(nginx ? [goal('warm page against nginx `proxy_cache`', rateRatio(ours, nginx), { least: 0.8 })] : []),
    goal('warm page against default NestJS', rateRatio(ours, against('NestJS')), { least: 8 }),
  ];
}
