import type { Change, ImagePair } from './change.js';

/** Between the parts of a line: JSON has neither as they are. */
const [TAB, NEWLINE] = ['\t', '\n'];

/** What an image is known by among those of all sources. */
export function imageKey(id: string, source: string): string {
  return `${id} ${source}`;
}

/** One image of a change as a line: its key, what it was, and what it is; nothing where there was or is no image. */
export function writeLine(key: string, before?: Uint8Array, after?: Uint8Array): Buffer {
  const tab = Buffer.from(TAB);
  const parts = [Buffer.from(key + TAB), before ?? NOTHING, tab, after ?? NOTHING, Buffer.from(NEWLINE)];
  return Buffer.concat(parts);
}

const NOTHING = Buffer.alloc(0);

/** Read in some milliseconds; then whatever else waits has its turn. */
const PORTION = 512 * 1024;

/** Lines in portions of about half a megabyte, with time for other work in between. */
export async function* portionsOf(lines: string): AsyncIterable<string> {
  for (let at = 0; at < lines.length;) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    const newline = lines.indexOf(NEWLINE, at + PORTION);
    const end = newline < 0 ? lines.length : newline + 1;
    yield lines.slice(at, end);
    at = end;
  }
}

/** @returns nothing of a line that `writeLine` did not write */
export function readLines(lines: string): Change {
  const change = new Map<string, ImagePair>();
  for (const line of lines.split(NEWLINE)) {
    const [key, before, after, ...more] = line.split(TAB);
    if (!key || before === undefined || after === undefined || more.length > 0) continue;
    change.set(key, { ...(before && { before }), ...(after && { after }) });
  }
  return change;
}
