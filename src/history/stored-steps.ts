import { createHash } from 'node:crypto';

import { DamagedFileError } from '../catalog/store/stored-file.js';
import { LARGEST_STEP, type Step } from './step.js';
import { STEP_LIMITS } from './steps.js';

/** Raised whenever the form changes; another format is not read. */
const FORMAT = 1;
const NEWLINE = 0x0a;
/** Of the line: a step takes some 60 bytes. */
const LONGEST_HEAD = 256 * 1024;
/** Of all of it. */
export const LARGEST_HISTORY = STEP_LIMITS.bytes + LONGEST_HEAD;
/** The line begins with the checksum: by so many bytes one history is told from another. */
export const MARK_BYTES = 76;
const HIGHEST_ORDER = 2 ** 50;
const VERSION = /^[0-9a-f]{16}$/;

/** A step as the line tells of it: from, to, order, size of the lines, size of the body. */
type Row = readonly [string, string, number, number, number];

/** Steps as the bytes of a file: one line of JSON with a checksum of everything, then the bodies. */
export function encodeSteps(steps: readonly Step[]): Buffer {
  const rows = steps.map(({ from, to, order, size, body }): Row => [from, to, order, size, body.length]);
  const bodies = Buffer.concat(steps.map(({ body }) => body));
  const head = { sha256: checksum(rows, bodies), format: FORMAT, steps: rows };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bodies]);
}

/**
 * Reads what `encodeSteps` wrote. The images in it are checked when they are used.
 *
 * @throws DamagedFileError for anything else
 */
export function decodeSteps(bytes: Buffer): readonly Step[] {
  if (bytes.length > LARGEST_HISTORY)
    throw new DamagedFileError('the change history is larger than any of ours');
  const end = bytes.subarray(0, LONGEST_HEAD).indexOf(NEWLINE);
  const head = parsed(bytes.toString('utf8', 0, Math.max(0, end)));
  if (head?.['format'] !== FORMAT) throw damaged();
  const rows = rowsOf(head['steps']);
  const bodies = bytes.subarray(end + 1);
  if (checksum(rows, bodies) !== head['sha256']) throw damaged();
  let at = 0;
  const steps = rows.map(([from, to, order, size, length]): Step => {
    const body = bodies.subarray(at, at + length);
    at += length;
    return { from, to, order, size, body };
  });
  if (at !== bodies.length) throw damaged();
  return steps;
}

function rowsOf(value: unknown): readonly Row[] {
  if (!Array.isArray(value) || value.length > STEP_LIMITS.steps || !value.every(isRow)) throw damaged();
  return value;
}

function isRow(value: unknown): value is Row {
  if (!Array.isArray(value) || value.length !== 5) return false;
  const [from, to, order, size, length] = value as readonly unknown[];
  return (
    isVersion(from) &&
    isVersion(to) &&
    isCount(order, HIGHEST_ORDER) &&
    isCount(size, LARGEST_STEP) &&
    isCount(length, STEP_LIMITS.bytes)
  );
}

function isVersion(value: unknown): boolean {
  return typeof value === 'string' && VERSION.test(value);
}

function isCount(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function damaged(): DamagedFileError {
  return new DamagedFileError('the change history is not as this version writes it');
}

function checksum(rows: readonly Row[], bodies: Uint8Array): string {
  return createHash('sha256').update(JSON.stringify(rows)).update('\n').update(bodies).digest('hex');
}
