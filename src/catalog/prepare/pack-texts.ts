import { ByteWriter } from './byte-writer.js';
import type { PackedTexts } from './prepared-catalog.js';

export function packTexts(texts: readonly string[]): PackedTexts {
  const writer = new ByteWriter();
  const ends = new Uint32Array(texts.length);
  for (const [index, text] of texts.entries()) {
    writer.write(text);
    ends[index] = writer.length;
  }
  return { bytes: writer.finish(), ends };
}
