import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';

const zip = promisify<Uint8Array, object, Buffer>(gzip);
const unzip = promisify<Uint8Array, object, Buffer>(gunzip);

/** The change from one version to the one that was served after it. Never changed. */
export interface Step {
  readonly from: string;
  readonly to: string;
  /** Later steps have higher numbers, whoever has taken them; no clock is asked. */
  readonly order: number;
  /** Of the lines, in bytes. */
  readonly size: number;
  /** Its lines (`change-lines.ts`), compressed with gzip. */
  readonly body: Buffer;
}

/** More than this is not kept of one change: some 35,000 images at once. */
export const LARGEST_STEP = 64 * 1024 * 1024;

/** Two steps with one name are the same change. */
export function nameOf({ from, to }: Pick<Step, 'from' | 'to'>): string {
  return `${from}-${to}`;
}

/** Compresses lines, outside the event loop. */
export async function packStep(facts: Pick<Step, 'from' | 'to' | 'order'>, lines: Buffer): Promise<Step> {
  const body = await zip(lines, { level: constants.Z_BEST_SPEED });
  return { ...facts, size: lines.length, body };
}

/** @throws Error when it is not what `packStep` has made */
export async function linesOf({ body, size }: Pick<Step, 'body' | 'size'>): Promise<string> {
  const lines = await unzip(body, { maxOutputLength: Math.max(1, size) });
  if (lines.length !== size) throw new RangeError('a change has another size than it says');
  return lines.toString();
}
