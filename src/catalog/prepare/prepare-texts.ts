import { ByteWriter } from './byte-writer.js';
import type { KeyCollector } from './key-collector.js';
import { packPostings } from './pack-postings.js';
import type { PreparedTexts } from './prepared-catalog.js';
import { prepareShortGrams, prepareTrigrams, SEPARATOR } from './text-grams.js';

/**
 * Prepares texts to be searched for parts. Memory: 5 bytes for each byte of a different text, and a bit set for
 * each pair of letters that many images have.
 *
 * @param texts folded, as keys
 * @param count how many images there are
 */
export function prepareTexts(texts: KeyCollector, count: number): PreparedTexts {
  const writer = new ByteWriter();
  writer.writeByte(SEPARATOR);
  const starts = Uint32Array.from([...texts.keys, ''], (text) => {
    const start = writer.length;
    writer.write(text);
    writer.writeByte(SEPARATOR);
    return start;
  });
  const bytes = writer.finish();
  const forEachHolder = texts.forEach.bind(texts);
  return {
    bytes,
    starts,
    postings: packPostings(count, starts.length - 1, forEachHolder),
    ...prepareTrigrams(bytes),
    ...prepareShortGrams(bytes, starts, count, forEachHolder),
  };
}
