// The warm page compressed, against itself as it is, and against bare Node sending the same compressed bytes.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, sharedGateway } from '../rig/gateway.mjs';
import { startPeer } from '../rig/peers.mjs';
import { measure } from '../rig/rounds.mjs';
import { goal, howMeasured, rateRatio, rowsTable } from '../rig/tables.mjs';
import { PAGE } from './page.mjs';

export const encodings = { name: 'encodings', title: 'Compressed pages', quick: true, run };

async function run(options) {
  const gateway = await sharedGateway();
  const rows = [];
  const peers = [];
  for (const encoding of ['identity', 'gzip', 'br']) {
    const headers = { ...HEADERS, 'Accept-Encoding': encoding };
    const expected = await fetchAnswer(gateway.url + PAGE, headers);
    const row = (name, server) => ({ ...server, name, url: server.url + PAGE, headers, expected });
    rows.push(row(`Image Gateway, ${encoding}`, gateway));
    if (options.quick) continue;
    const peer = await startPeer('bare', { answer: expected });
    peers.push(peer);
    rows.push(row(`bare \`node:http\`, ${encoding}, ${expected.body.length} bytes`, peer));
  }
  const result = await measure(rows, options);
  for (const peer of peers) await peer.close();
  return {
    text: `${howMeasured(result)}\n\n${rowsTable(result.rows, 'our plain page')}`,
    goals: ['gzip', 'br'].map((encoding) => {
      const compressed = result.rows.find(({ name }) => name === `Image Gateway, ${encoding}`);
      return goal(`${encoding} against plain`, rateRatio(compressed, result.rows[0]), { least: 1 });
    }),
  };
}
