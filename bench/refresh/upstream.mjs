// An upstream whose list is another one at each listing, as a process of its own: node upstream.mjs COUNT [giant | endless | fat]
// `endless`: every listing but the first goes on with new ids for ever; `fat`: and with 10 kB in each image.
// Its pages are written beforehand, so that it takes as little as possible from the load generator on the same core.
import { createServer } from 'node:http';

import { generateImages } from '../../dist/stand-in/generate-images.js';

const [count, mode] = process.argv.slice(2);
const PAGE_ROWS = mode === 'giant' ? Infinity : 1000;
const ENDLESS = mode === 'endless' || mode === 'fat';
const SUCCESS = '{"isSuccessful":true,"resultCode":0,"resultMessage":"SUCCESS"}';
const TOKEN = '{"token":{"id":"a-token-of-the-benchmark","expires":"2099-01-01T00:00:00Z"}}';
/** The name of the first image, which says how often the list was asked for. */
const NAME = 'listed 000000 times';

const images = generateImages(Number(count));
const pages = new Map();
for (let from = 0; from < images.length; from += PAGE_ROWS)
  pages.set(images[from - 1]?.id ?? null, pageOf(images.slice(from, from + PAGE_ROWS)));
const first = pages.get(null);
const nameAt = first.indexOf(NAME);
let listings = 0;
let further = 0;

const server = createServer((request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json;charset=UTF-8');
  if (request.method === 'POST') return response.end(`{"header":${SUCCESS},"access":${TOKEN}}`);
  const marker = new URL(request.url, 'http://upstream').searchParams.get('marker');
  if (marker === null) first.write(NAME.replace('000000', String(++listings).padStart(6, '0')), nameAt);
  response.end(ENDLESS && listings > 1 ? furtherPage() : (pages.get(marker) ?? pageOf([])));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));

function furtherPage() {
  const more = () =>
    mode === 'fat' ? { properties: { description: `${further} ${'text '.repeat(2_000)}` } } : {};
  return pageOf(images.slice(0, 1000).map((image) => ({ ...image, id: `further-${further++}`, ...more() })));
}

function pageOf(rows) {
  const texts = rows.map((row) => JSON.stringify(row === images[0] ? { ...row, name: NAME } : row));
  return Buffer.from(`{"header":${SUCCESS},"images":[${texts.join(',')}]}`);
}
