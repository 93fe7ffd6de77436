// Measures questions to the catalogue in process, from a query to the bytes of its page, against filter, sort and
// stringify of plain objects. Each query is asked once; both sides take turns.
// npm run bench:engine -- [--quick] [--sizes 200,10000,100000]
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { CatalogSnapshot } from '../dist/catalog/catalog-snapshot.js';
import { pageOf } from '../dist/catalog/page.js';
import { prepareCatalog } from '../dist/catalog/prepare/prepare-catalog.js';
import { prepareRows } from '../dist/catalog/prepare/prepare-rows.js';
import { EVERYTHING } from '../dist/domain/view.js';
import { transferablesIn } from '../dist/workshop/thread-messages.js';
import { presentPage } from '../dist/images/image-page.presenter.js';
import { catalogOf, withUniqueNames } from './engine-catalog.mjs';
import { FINDS } from './engine-finds.mjs';
import { queryKinds, randomOf } from './engine-queries.mjs';
import { plainPage } from './plain-engine.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '200,10000,100000' },
  },
});
const QUERIES = values.quick ? 300 : 2_000;
/** Plain objects take long: no more of this per kind. */
const PLAIN_BUDGET_MS = values.quick ? 300 : 2_000;
const NO_FILTERS = { words: [], anyOf: new Map(), tags: [], properties: [], ranges: [] };
const LINKS = {
  nextCursor: null,
  prevCursor: null,
  self: '/v1/images',
  first: '/v1/images',
  prev: null,
  next: null,
};

for (const size of values.sizes.split(',').map(Number)) {
  progress(`making ${size} images …`);
  const images = catalogOf(size);
  measure(`${size} images`, images);
  if (size >= 100_000) measure(`${size} images, every name unique`, withUniqueNames(images));
}

function measure(title, images) {
  const { catalog, facts } = prepare(images);
  console.log(`\n${title}`);
  for (const fact of facts) console.log(`  ${fact}`);
  console.log('  kind                 µs median      p99      max     plain µs     ratio');
  const kinds = queryKinds(images, randomOf(7));
  const page = {
    ours: (_catalog, query) => presentPage(catalog, pageOf(catalog, query), query.limit, LINKS, undefined),
    plain: (_images, query) => plainPage(images, query, catalog.version),
  };
  for (const [kind, make] of Object.entries(kinds)) compare(kind, page, catalog, images, make);
  for (const [kind, answers] of Object.entries(FINDS)) compare(kind, answers, catalog, images, kinds.mixed);
  deepCursors(catalog);
}

function prepare(images) {
  const started = performance.now();
  const rows = prepareRows(images);
  const written = performance.now();
  const prepared = prepareCatalog(rows);
  const indexed = performance.now();
  const snapshot = new CatalogSnapshot(prepared, 0);
  const taken = performance.now();
  const bytes = transferablesIn(prepared).reduce((sum, buffer) => sum + buffer.byteLength, 0);
  const catalog = snapshot.for(EVERYTHING);
  const first = time(() =>
    catalog.listing({ filters: NO_FILTERS, sort: keysOf('status,-minDiskBytes,name') }),
  );
  const facts = [
    `rows and version ${(written - started).toFixed(0)} ms, indexes ${(indexed - written).toFixed(0)} ms, taken over in ${(taken - indexed).toFixed(2)} ms`,
    `${(bytes / 1e6).toFixed(1)} MB in all: ${(bytes / snapshot.jsonBytes.length).toFixed(2)} times the JSON`,
    `first order of three keys ${(first / 1e3).toFixed(2)} ms`,
  ];
  return { catalog, facts };
}

function keysOf(sort) {
  return sort.split(',').map((key) => ({ field: key.replace('-', ''), descending: key.startsWith('-') }));
}

function compare(kind, { ours: answer, plain: plainly }, catalog, images, make) {
  for (let warm = 0; warm < QUERIES; warm++) answer(catalog, make());
  const [ours, plain] = [[], []];
  let plainMs = 0;
  for (let turn = 0; turn < QUERIES; turn++) {
    const query = make();
    ours.push(time(() => answer(catalog, query)));
    if (plainMs > PLAIN_BUDGET_MS) continue;
    plain.push(time(() => plainly(images, query)));
    plainMs += plain.at(-1) / 1e3;
  }
  report(kind, ours, plain);
}

/** Pages of one listing near its end, found by cursors, against its first page. */
function deepCursors(catalog) {
  const sort = [{ field: 'createdAt', descending: true }];
  const at = Math.floor(catalog.count * 0.9);
  const page = (start) => {
    const query = { filters: NO_FILTERS, sort, start, limit: 20 };
    return presentPage(catalog, pageOf(catalog, query), 20, LINKS, undefined);
  };
  const order = catalog.listing({ filters: NO_FILTERS, sort }).slice(at - 99, at + 1);
  const anchors = Array.from({ length: QUERIES }, (_, index) => catalog.anchor(sort, order[index % 100]));
  const [first, deep] = [[], []];
  for (const round of [0, 1]) {
    if (round === 1) first.length = deep.length = 0;
    for (const anchor of anchors) {
      first.push(time(() => page({ kind: 'offset', offset: 0 })));
      deep.push(time(() => page({ kind: 'after', anchor })));
    }
  }
  report('first page', first, []);
  report(`cursor at ${at}`, deep, []);
  console.log(`  cursor / first page ${(quantile(deep, 0.5) / quantile(first, 0.5)).toFixed(2)}`);
}

/** Microseconds. */
function time(work) {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e3;
}

function report(kind, ours, plain) {
  const show = (number, width) => number.toFixed(number < 100 ? 1 : 0).padStart(width);
  const median = quantile(ours, 0.5);
  const figures = [show(median, 11), show(quantile(ours, 0.99), 9), show(quantile(ours, 1), 9)].join('');
  const others =
    plain.length > 0 ? `${show(quantile(plain, 0.5), 13)}${show(quantile(plain, 0.5) / median, 9)}x` : '';
  console.log(`  ${kind.padEnd(20)}${figures}${others}`);
}

function quantile(numbers, part) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function progress(text) {
  console.log(text);
}
