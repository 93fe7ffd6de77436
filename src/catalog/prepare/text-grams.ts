import { packPostings, type Emit } from './pack-postings.js';
import { countingSort } from './counting-sort.js';
import type { PreparedTexts } from './prepared-catalog.js';

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
  const rankOf = new Int32Array(NUMBERS).fill(-1);
  forEachGram(bytes, 0, bytes.length, (gram) => (rankOf[gram] = 0));
  const shortGrams = Uint32Array.from(rankOf.keys()).filter((gram) => rankOf[gram] === 0);
  for (const [rank, gram] of shortGrams.entries()) rankOf[gram] = rank;
  const visit = (emit: Emit): void => {
    const last = new Int32Array(NUMBERS).fill(-1);
    forEachHolder((text, position) =>
      forEachGram(bytes, starts[text]!, starts[text + 1]! - 1, (gram) => {
        if (last[gram] === position) return;
        last[gram] = position;
        emit(rankOf[gram]!, position);
      }),
    );
  };
  return { shortGrams, shortPostings: packPostings(count, shortGrams.length, visit) };
}

function forEachGram(bytes: Uint8Array, start: number, end: number, visit: (gram: number) => void): void {
  for (let at = start; at < end; at++) {
    const one = shortGram(bytes[at]!);
    if (one >= 0) visit(one);
    if (at + 1 === end) return;
    const two = shortGram(bytes[at]!, bytes[at + 1]!);
    if (two >= 0) visit(two);
  }
}

/** Where each trigram stands: a radix sort of all places by their three bytes. */
export function prepareTrigrams(
  bytes: Uint8Array,
): Pick<PreparedTexts, 'trigrams' | 'trigramStarts' | 'occurrences'> {
  const places = Uint32Array.from(placesOfTrigrams(bytes));
  const byThird = countingSort(places, (at) => bytes[at + 2]!, 256);
  const occurrences = countingSort(byThird, (at) => (bytes[at]! << 8) | bytes[at + 1]!, 65_536);
  const trigrams: number[] = [];
  const starts: number[] = [];
  for (let index = 0; index < occurrences.length; index++) {
    const trigram = trigramAt(bytes, occurrences[index]!);
    if (trigrams.at(-1) === trigram) continue;
    trigrams.push(trigram);
    starts.push(index);
  }
  return {
    trigrams: Uint32Array.from(trigrams),
    trigramStarts: Uint32Array.from([...starts, occurrences.length]),
    occurrences,
  };
}

export function trigramAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}

function* placesOfTrigrams(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at + 2 < bytes.length; at++) {
    if (bytes[at] !== SEPARATOR && bytes[at + 1] !== SEPARATOR && bytes[at + 2] !== SEPARATOR) yield at;
  }
}
