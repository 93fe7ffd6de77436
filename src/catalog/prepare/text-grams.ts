import { packPostings, type Emit } from './pack-postings.js';
import { countingSort } from './counting-sort.js';
import type { PreparedTexts, Words } from './prepared-catalog.js';

/** Stands between texts; no byte of UTF-8. */
export const SEPARATOR = 0xff;

const ONE_BYTE = 1 << 16;
const NUMBERS = ONE_BYTE + 0x80;

/**
 * The number of one byte, or of two that follow each other; -1 where they cannot be a word of their own, since
 * they are a part of a longer character.
 */
export function shortGram(first: number, second?: number): number {
  if (second === undefined) return first < 0x80 ? ONE_BYTE + first : -1;
  const isTwo = first < 0x80 && second < 0x80;
  const isOne = first >= 0xc0 && first < 0xe0;
  return isTwo || isOne ? (first << 8) | second : -1;
}

/** Which images hold each short gram in one of their texts. */
export function prepareShortGrams(
  bytes: Uint8Array,
  starts: Uint32Array,
  count: number,
  forEachHolder: (emit: Emit) => void,
): Pick<PreparedTexts, 'shortGrams' | 'shortPostings'> {
  const { shortGrams, listOf } = distinctGrams(bytes);
  const visit = (emit: Emit): void => {
    // for each gram one more than the position that was told of it last
    const told = new Int32Array(NUMBERS);
    forEachHolder((text, position) =>
      forEachGram(bytes, starts[text]!, starts[text + 1]! - 1, (gram) => {
        if (told[gram] === position + 1) return;
        told[gram] = position + 1;
        emit(listOf[gram]!, position);
      }),
    );
  };
  return { shortGrams, shortPostings: packPostings(count, shortGrams.length, visit) };
}

/** The grams that occur, ascending, and for each of them its place among them. */
function distinctGrams(bytes: Uint8Array): { shortGrams: Words; listOf: Uint32Array } {
  const occurs = new Uint8Array(NUMBERS);
  forEachGram(bytes, 0, bytes.length, (gram) => (occurs[gram] = 1));
  const listOf = new Uint32Array(NUMBERS);
  const grams: number[] = [];
  for (let gram = 0; gram < NUMBERS; gram++) {
    if (occurs[gram]) listOf[gram] = grams.push(gram) - 1;
  }
  return { shortGrams: Uint32Array.from(grams), listOf };
}

function forEachGram(bytes: Uint8Array, start: number, end: number, visit: (gram: number) => void): void {
  for (let at = start; at < end; at++) {
    const one = shortGram(bytes[at]!);
    if (one >= 0) visit(one);
    if (at + 1 === end) return;
    const two = shortGram(bytes[at]!, bytes[at + 1]);
    if (two >= 0) visit(two);
  }
}

/** Where each trigram stands: a radix sort of all places by their three bytes. */
export function prepareTrigrams(
  bytes: Uint8Array,
): Pick<PreparedTexts, 'trigrams' | 'trigramStarts' | 'occurrences'> {
  let occurrences = placesOfTrigrams(bytes);
  for (const byte of [2, 1, 0]) occurrences = countingSort(occurrences, (at) => bytes[at + byte]!, 256);
  const trigrams: number[] = [];
  const starts: number[] = [];
  for (let index = 0; index < occurrences.length; index++) {
    const trigram = trigramAt(bytes, occurrences[index]!);
    if (trigrams.at(-1) === trigram) continue;
    trigrams.push(trigram);
    starts.push(index);
  }
  starts.push(occurrences.length);
  return { trigrams: Uint32Array.from(trigrams), trigramStarts: Uint32Array.from(starts), occurrences };
}

export function trigramAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}

/** Where three bytes of one text begin, ascending. */
function placesOfTrigrams(bytes: Uint8Array): Words {
  const places = new Uint32Array(bytes.length);
  let count = 0;
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    length = bytes[at] === SEPARATOR ? 0 : length + 1;
    if (length >= 3) places[count++] = at - 2;
  }
  return places.slice(0, count);
}
