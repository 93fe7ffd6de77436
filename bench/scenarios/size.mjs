// A warm page of a large catalogue against one of a small catalogue.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, sharedGateway } from '../rig/gateway.mjs';
import { measure } from '../rig/rounds.mjs';
import { say } from '../rig/say.mjs';
import { goal, howMeasured, rateRatio, rowsTable } from '../rig/tables.mjs';
import { nearestInSize, PAGE } from './page.mjs';

export const size = { name: 'size', title: '100,000 images against 200', quick: false, run };

async function run(options) {
  const small = await sharedGateway();
  say('starting a gateway over 100,000 images');
  const large = await sharedGateway(100_000);
  const { length } = (await fetchAnswer(small.url + PAGE, HEADERS)).body;
  const candidates = Array.from({ length: 60 }, (_, index) => `${PAGE}&offset=${index + 1}`);
  const { path, bytes } = await nearestInSize(large, length, candidates);
  const row = (name, server, ownPath) => ({ ...server, name, url: server.url + ownPath, headers: HEADERS });
  const result = await measure(
    [row(`200 images, ${length} bytes`, small, PAGE), row(`100,000 images, ${bytes} bytes`, large, path)],
    options,
  );
  const [base, other] = result.rows;
  return {
    text: `${howMeasured(result)}\n\n${rowsTable(result.rows, '200 images')}`,
    goals: [goal('time of a warm page at 100,000 images against 200', rateRatio(base, other), { most: 1.1 })],
  };
}
