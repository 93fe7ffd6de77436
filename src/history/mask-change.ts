import type { Image } from '../domain/image.js';
import { portionsOf, readLines, writeLine } from './change-lines.js';
import { linesOf, packStep, type Step } from './step.js';

/**
 * Stands behind a text in which a secret was masked later than callers may have seen it, so that it is another text
 * than what they are given now. No image of a catalogue has it.
 */
const LATER = '\u0000';

type Mask = (text: string) => string;

/** A text of a former image as callers may see it. */
export function shown(text: string | null): string | null {
  return text?.replaceAll(LATER, '') ?? null;
}

/**
 * A former image without secrets.
 *
 * @returns `undefined` where its id has one: nobody can be told of it
 */
export function maskFormer(image: Image, mask: Mask): Image | undefined {
  if (mask(image.id) !== image.id) return undefined;
  const masked = (text: string): string => (mask(text) === text ? text : `${mask(text)}${LATER}`);
  const fields = Object.entries(image).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'string' ? maskField(field, value, masked) : maskNested(value, masked),
  ]);
  // the same fields with values of the same types
  return Object.fromEntries(fields) as Image;
}

function maskField(field: string, text: string, masked: Mask): string | null {
  const isTime = field === 'createdAt' || field === 'updatedAt';
  return isTime && masked(text) !== text ? null : masked(text);
}

function maskNested(value: unknown, masked: Mask): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => masked(String(each)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [masked(key), masked(String(text))]));
}

/**
 * A step without secrets; the same one where it holds none. It is to replace the former one wherever that is.
 *
 * @param order of the new one
 */
export async function maskStep(step: Step, mask: Mask, order: number): Promise<Step> {
  const lines = await linesOf(step);
  const masked: Buffer[] = [];
  let isSame = true;
  for await (const portion of portionsOf(lines)) {
    for (const [key, { before, after }] of readLines(portion)) {
      const [was, is] = [maskJson(before, mask), maskJson(after, mask)];
      isSame &&= was === before && is === after;
      if (was !== undefined || is !== undefined) masked.push(writeLine(key, bytesOf(was), bytesOf(is)));
    }
  }
  return isSame ? step : packStep({ ...step, order }, Buffer.concat(masked));
}

function maskJson(json: string | undefined, mask: Mask): string | undefined {
  if (json === undefined) return undefined;
  // an escape may hide one
  if (mask(json) === json && !json.includes('\\')) return json;
  // of our own writing, or of a store whose checksum was right; what it is, is checked when it is used
  const image = JSON.parse(json) as Image;
  const masked = maskFormer(image, mask);
  const text = masked && JSON.stringify(masked);
  return text === JSON.stringify(image) ? json : text;
}

function bytesOf(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}
