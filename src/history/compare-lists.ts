import { IMAGE_FIELDS } from '../domain/image.js';
import type { PreparedJson } from '../catalog/prepare/prepared-catalog.js';
import { imageKey, writeLine } from './change-lines.js';

const FIELDS = IMAGE_FIELDS.length;
/** Compared in about a millisecond; then whatever else waits has its turn. */
const AT_ONCE = 2_000;

/** Images in the order of id, then source, as a catalogue holds them. */
class WrittenImages {
  readonly count: number;
  readonly bytes: Buffer;

  constructor(private readonly json: PreparedJson) {
    const { buffer, byteOffset, byteLength } = json.bytes;
    this.bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.count = json.fieldEnds.length / FIELDS;
  }

  /** Behind the list's bracket, or behind the former image's brace and a comma. */
  start(position: number): number {
    return position === 0 ? 1 : this.json.fieldEnds[position * FIELDS - 1]! + 2;
  }

  end(position: number): number {
    return this.json.fieldEnds[(position + 1) * FIELDS - 1]! + 1;
  }

  of(position: number): Buffer {
    return this.bytes.subarray(this.start(position), this.end(position));
  }

  /** Ids and names of sources need no escape in JSON. */
  keyOf(position: number): readonly [id: string, source: string] {
    const [idEnd, sourceEnd] = [this.fieldEnd(position, 0), this.fieldEnd(position, 1)];
    const id = this.bytes.toString('latin1', this.start(position) + '{"id":"'.length, idEnd - 1);
    return [id, this.bytes.toString('latin1', idEnd + ',"source":"'.length, sourceEnd - 1)];
  }

  private fieldEnd(position: number, field: number): number {
    return this.json.fieldEnds[position * FIELDS + field]!;
  }
}

/**
 * Finds what differs between two lists, in one walk through both, in small pieces: 100,000 images take some 50 ms of the
 * event loop, and none of them is parsed.
 *
 * @param mostBytes of lines; of a larger difference nothing is kept
 * @returns the lines of the change (`change-lines.ts`), in the order of id, then source; `undefined` for a larger one
 */
export async function compareLists(
  before: PreparedJson,
  after: PreparedJson,
  mostBytes: number,
): Promise<Buffer | undefined> {
  const [old, new_] = [new WrittenImages(before), new WrittenImages(after)];
  const lines: Buffer[] = [];
  let bytes = 0;
  let [i, j] = [0, 0];
  for (let steps = 1; i < old.count || j < new_.count; steps++) {
    if (steps % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    if (isSame(old, i, new_, j)) {
      i++;
      j++;
      continue;
    }
    const order = i === old.count ? 1 : j === new_.count ? -1 : compareKeys(old.keyOf(i), new_.keyOf(j));
    const key = imageKey(...(order > 0 ? new_.keyOf(j) : old.keyOf(i)));
    const line = writeLine(key, order > 0 ? undefined : old.of(i), order < 0 ? undefined : new_.of(j));
    if (order <= 0) i++;
    if (order >= 0) j++;
    lines.push(line);
    bytes += line.length;
    if (bytes > mostBytes) return undefined;
  }
  return Buffer.concat(lines);
}

function isSame(old: WrittenImages, i: number, new_: WrittenImages, j: number): boolean {
  if (i === old.count || j === new_.count) return false;
  const [oldStart, oldEnd, newStart, newEnd] = [old.start(i), old.end(i), new_.start(j), new_.end(j)];
  return (
    oldEnd - oldStart === newEnd - newStart &&
    old.bytes.compare(new_.bytes, newStart, newEnd, oldStart, oldEnd) === 0
  );
}

function compareKeys(a: readonly [string, string], b: readonly [string, string]): number {
  return compareTexts(a[0], b[0]) || compareTexts(a[1], b[1]);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
