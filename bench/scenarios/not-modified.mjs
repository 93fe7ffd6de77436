// A page that the caller has already: 304, against bare Node answering 304.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, sharedGateway } from '../rig/gateway.mjs';
import { startPeer } from '../rig/peers.mjs';
import { measure } from '../rig/rounds.mjs';
import { goal, howMeasured, rateRatio, rowsTable } from '../rig/tables.mjs';
import { PAGE } from './page.mjs';

export const notModified = { name: '304', title: '304 on If-None-Match', quick: true, run };

async function run(options) {
  const gateway = await sharedGateway();
  const { headers: told } = await fetchAnswer(gateway.url + PAGE, HEADERS);
  const headers = { ...HEADERS, 'If-None-Match': told.etag };
  const expected = await fetchAnswer(gateway.url + PAGE, headers);
  if (expected.status !== 304) throw new Error(`If-None-Match is answered with ${expected.status}`);
  const bare = await startPeer('bare', { answer: expected });
  const row = (name, server) => ({ ...server, name, url: server.url + PAGE, headers, expected });
  const result = await measure([row('bare `node:http`', bare), row('Image Gateway', gateway)], options);
  await bare.close();
  const [base, ours] = result.rows;
  return {
    text: `${howMeasured(result)}\n\n${rowsTable(result.rows, 'bare Node')}`,
    goals: [goal('304 against bare `node:http`', rateRatio(ours, base), { least: 0.9 })],
  };
}
