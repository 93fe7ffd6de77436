// A page deep in a long listing against the first ones, both warm and as queries that were not asked before.
import { fetchAnswer } from '../rig/answer.mjs';
import { HEADERS, sharedGateway } from '../rig/gateway.mjs';
import { measure } from '../rig/rounds.mjs';
import { say } from '../rig/say.mjs';
import { writeSequence } from '../rig/sequence.mjs';
import { goal, howMeasured, rateRatio, rowsTable } from '../rig/tables.mjs';
import { nearestInSize } from './page.mjs';

export const cursor = { name: 'cursor', title: 'Deep cursor pages', quick: false, run };

const IMAGES = 100_000;
const DEEP = 90_000;
const CURSORS = 2_000;

/** Together with the cursors 40,000 pages: far more bytes than a bounded cache keeps until they come again. */
const LIMITS = Array.from({ length: 20 }, (_, index) => 11 + index);

async function run(options) {
  say(`starting a gateway over ${IMAGES} images`);
  const gateway = await sharedGateway(IMAGES);
  const first = await collectCursors(gateway.url, 0);
  const deep = await collectCursors(gateway.url, DEEP);
  const { body } = await fetchAnswer(gateway.url + path(first[20], 20), HEADERS);
  const nearest = await nearestInSize(
    gateway,
    body.length,
    deep.slice(0, 60).map((cursor) => path(cursor, 20)),
  );
  const row = (name, ownPath, more) => ({
    ...gateway,
    name,
    url: gateway.url + ownPath,
    headers: HEADERS,
    ...more,
  });
  const result = await measure(
    [
      row(`warm, position 20, ${body.length} bytes`, path(first[20], 20)),
      row(`warm, position ${DEEP}, ${nearest.bytes} bytes`, nearest.path),
      row('new, positions 1 to 2,000', path(first[0], 20), { sequence: newQueries(first) }),
      row(`new, positions from ${DEEP}`, path(deep[0], 20), { sequence: newQueries(deep) }),
    ],
    options,
  );
  const [warmFirst, warmDeep, newFirst, newDeep] = result.rows;
  return {
    text: `${howMeasured(result)}\n\n${rowsTable(result.rows, 'the first')}`,
    goals: [
      goal('time of a deep cursor page against the first, warm', rateRatio(warmFirst, warmDeep), {
        most: 1.2,
      }),
      goal('time of a deep cursor page against the first, new', rateRatio(newFirst, newDeep), { most: 1.2 }),
    ],
  };
}

/** The cursors behind the images that follow a position. */
async function collectCursors(url, position) {
  let cursor;
  say(`walking to position ${position}, and ${CURSORS} images on`);
  for (let at = 0; at < position; at += 200) cursor = await nextCursor(url, cursor, 200);
  const cursors = [];
  while (cursors.length < CURSORS) {
    cursor = await nextCursor(url, cursor, 1);
    cursors.push(cursor);
  }
  return cursors;
}

async function nextCursor(url, cursor, limit) {
  const { status, body } = await fetchAnswer(url + path(cursor, limit), HEADERS);
  if (status !== 200) throw new Error(`a page of the walk is answered with ${status}: ${body}`);
  return JSON.parse(body).page.nextCursor;
}

function newQueries(cursors) {
  return writeSequence(LIMITS.flatMap((limit) => cursors.map((cursor) => ({ path: path(cursor, limit) }))));
}

function path(cursor, limit) {
  return `/v1/images?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`;
}
