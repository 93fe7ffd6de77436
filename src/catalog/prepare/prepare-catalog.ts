import { DOCUMENTED, type Image, type OpenEnumField } from '../../domain/image.js';
import { foldText } from '../fold-text.js';
import {
  CASELESS_FIELDS,
  RANGE_FIELDS,
  SYSTEM_FIELDS,
  VALUE_FIELDS,
  type SystemField,
} from '../image-query.js';
import { keyOf } from '../index-key.js';
import { ORDER_FIELDS } from '../sort-fields.js';
import { csvLine } from './csv-line.js';
import { idHead } from './id-head.js';
import { KeyCollector } from './key-collector.js';
import { packTexts } from './pack-texts.js';
import type { PreparedCatalog, PreparedKeys, Words } from './prepared-catalog.js';
import type { PreparedRows } from './prepare-rows.js';
import { prepareRange } from './prepare-range.js';
import { prepareSort } from './prepare-sort.js';
import { prepareTexts } from './prepare-texts.js';

/** The fields in which `q` looks for its words. */
const SEARCHED = ['name', 'id', 'description', 'osDistro', 'osVersion', 'family'] as const;
const BLANKS = /\s+/u;

/** Makes every index that questions need. Pure; some seconds for 100,000 images. */
export function prepareCatalog({ version, images, json }: PreparedRows): PreparedCatalog {
  const sources = distinct(images, 'source');
  return {
    version,
    count: images.length,
    json,
    csv: packTexts(images.map(csvLine)),
    idHeads: Uint32Array.from(images, ({ id }) => idHead(id)),
    sources,
    sourceOf: Uint32Array.from(images, ({ source }) => sources.indexOf(source)),
    held: recordOf(OPEN_ENUMS, (field) => distinct(images, field)),
    keys: prepareKeys(images),
    numbers: recordOf(SYSTEM_FIELDS, (field) => numbersOf(images, field)),
    sorts: recordOf(ORDER_FIELDS, (field) => prepareSort(images, field)),
    ranges: recordOf(RANGE_FIELDS, (field) => prepareRange(images, field)),
    names: prepareTexts(foldedNames(images), images.length),
    words: prepareTexts(foldedWords(images), images.length),
  };
}

// the keys of DOCUMENTED are the fields, by its type
const OPEN_ENUMS = Object.keys(DOCUMENTED) as OpenEnumField[];

function recordOf<K extends string, V>(names: readonly K[], valueOf: (name: K) => V): Record<K, V> {
  // an entry for each name, which `fromEntries` does not tell
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<K, V>;
}

function distinct(images: readonly Image[], field: 'source' | OpenEnumField): string[] {
  return [...new Set(images.map((image) => image[field]))].filter((value) => value !== null).sort();
}

/** By position: equal numbers for equal values, 0 for unknown ones. */
function numbersOf(images: readonly Image[], field: SystemField): Words {
  const numbers = new Map<string | null, number>([[null, 0]]);
  return Uint32Array.from(images, (image) => {
    const known = numbers.get(image[field]);
    if (known !== undefined) return known;
    numbers.set(image[field], numbers.size);
    return numbers.size - 1;
  });
}

function prepareKeys(images: readonly Image[]): PreparedKeys {
  const collector = new KeyCollector();
  for (const [position, image] of images.entries()) {
    for (const key of keysOf(image)) collector.add(key, position);
  }
  return collector.finish(images.length);
}

/** Everything that an image can be found by as a whole. */
function* keysOf(image: Image): Generator<string> {
  yield keyOf.id(image.id.toLowerCase());
  if (image.name !== null) yield keyOf.name(image.name);
  for (const field of VALUE_FIELDS) {
    const value = image[field];
    if (value !== null) yield keyOf.value(field, CASELESS_FIELDS.includes(field) ? foldText(value) : value);
  }
  for (const tag of image.tags) yield keyOf.tag(tag);
  for (const [key, value] of Object.entries(image.properties)) {
    yield keyOf.property({ key });
    yield keyOf.property({ key, value });
  }
  yield keyOf.protected(image.protected);
}

function foldedNames(images: readonly Image[]): KeyCollector {
  const names = new KeyCollector();
  for (const [position, { name }] of images.entries()) if (name) names.add(foldText(name), position);
  return names;
}

/** What is asked for holds no blanks, so that it is found within a word if at all; and words repeat, texts do not. */
function foldedWords(images: readonly Image[]): KeyCollector {
  const words = new KeyCollector();
  for (const [position, image] of images.entries()) {
    for (const field of SEARCHED) {
      for (const word of foldText(image[field] ?? '').split(BLANKS))
        if (word !== '') words.add(word, position);
    }
  }
  return words;
}
