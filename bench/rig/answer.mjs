// One answer as it comes over the wire, to send it again from a peer, and to see that rows are comparable.
import { once } from 'node:events';
import { get } from 'node:http';

/** Node adds these to every answer by itself. */
const OWN_HEADERS = ['date', 'connection', 'keep-alive', 'transfer-encoding'];

/** @returns status, the headers that Node does not add by itself, and the body, still encoded */
export async function fetchAnswer(url, headers = {}) {
  const [response] = await once(get(url, { headers, agent: false }), 'response');
  const chunks = await response.toArray();
  const kept = Object.entries(response.headers).filter(([name]) => !OWN_HEADERS.includes(name));
  return { status: response.statusCode, headers: Object.fromEntries(kept), body: Buffer.concat(chunks) };
}

/**
 * @param row see `rounds.mjs`; its `expected` is an answer that it must give, or `undefined` for any 200
 * @throws Error when the row would not be measured at the same work
 */
export async function checkRow({ name, url, headers, expected }) {
  const { status, body, headers: got } = await fetchAnswer(url, headers);
  if (status !== (expected?.status ?? 200))
    throw new Error(`${name} answers ${status}: ${body.subarray(0, 300)}`);
  if (!expected) return;
  const encoding = got['content-encoding'];
  if (encoding !== expected.headers['content-encoding']) throw new Error(`${name} answers in ${encoding}`);
  if (!body.equals(expected.body)) throw new Error(`${name} answers other bytes (${body.length})`);
}
