import { foldText } from '../dist/catalog/fold-text.js';

const NOTHING = { words: [], anyOf: new Map(), tags: [], properties: [], ranges: [] };
const NEWEST_FIRST = [{ field: 'createdAt', descending: true }];
const SORTS = [
  'name',
  'createdAt',
  'updatedAt',
  'sizeBytes',
  'status',
  'minDiskBytes',
  'osDistro',
  'osVersion',
];
const VALUES = [
  'status',
  'visibility',
  'diskFormat',
  'osType',
  'osDistro',
  'osVersion',
  'architecture',
  'family',
];
const RANGES = ['sizeBytes', 'createdAt', 'updatedAt'];
const LIMIT = 20;

/** Random numbers that are the same in each run. */
export function randomOf(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** For each kind a function that makes a random valid query about these images. */
export function queryKinds(images, random) {
  const pick = (list) => list[random(list.length)];
  const image = () => pick(images);
  const key = (field) => ({ field, descending: random(2) === 0 });
  const query = (filters, sort = NEWEST_FIRST, start = { kind: 'offset', offset: 0 }) => ({
    filters: { ...NOTHING, ...filters },
    sort,
    start,
    limit: LIMIT,
  });
  const anyOf = (count) =>
    new Map(
      Array.from({ length: count }, () => pick(VALUES)).map((field) => [
        field,
        [...new Set([image(), image()].map((one) => foldText(one[field] ?? 'none')))],
      ]),
    );
  const range = () => {
    const field = pick(RANGES);
    const [min, max] = [numberOf(image()[field]), numberOf(image()[field])].sort((a, b) => a - b);
    return { field, min, max };
  };
  const partOf = (text, least) => {
    const characters = [...foldText(text)];
    const from = random(Math.max(1, characters.length - least));
    return characters.slice(from, from + least + random(6)).join('');
  };
  const word = () =>
    pick(
      foldText(image().name ?? 'image')
        .split(/\s+/)
        .filter(Boolean),
    ) ?? 'image';
  const sorts = (count) => {
    const fields = new Set();
    while (fields.size < count) fields.add(pick(SORTS));
    return [...fields].map(key);
  };
  return {
    filter: () => query({ anyOf: anyOf(1 + random(2)) }),
    range: () => query({ ranges: [range()] }),
    sort: () => query({}, sorts(1), { kind: 'offset', offset: random(Math.min(images.length, 10_000)) }),
    'multi-sort': () =>
      query({}, sorts(2 + random(2)), { kind: 'offset', offset: random(images.length / 2) }),
    text: () => query({ words: [...new Set(Array.from({ length: 1 + random(2) }, () => word()))] }),
    'text part': () => query({ words: [partOf(image().name ?? 'image', 3).replace(/\s/g, '') || 'a'] }),
    'short text': () =>
      query({
        words: [
          partOf(image().name ?? 'image', 1)
            .replace(/\s/g, '')
            .slice(0, 2) || 'a',
        ],
      }),
    'name part': () => query({ nameContains: partOf(image().name ?? 'image', 3) }),
    mixed: () =>
      query({ anyOf: anyOf(1), ranges: [range()], words: random(2) ? [word()] : [] }, sorts(1 + random(2))),
  };
}

export function numberOf(value) {
  return typeof value === 'string' ? Date.parse(value) : (value ?? 0);
}
