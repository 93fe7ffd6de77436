import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

const NEWLINE = 0x0a;

/** What somebody may change in a stored catalogue who knows its form. */
export interface Forgery {
  /** Members of its first line. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly images?: (json: string) => string | Buffer;
}

/** The bytes of a stored catalogue with something else in it, and with a checksum that is right again. */
export function forged(bytes: Buffer, { facts = {}, images = (json) => json }: Forgery): Buffer {
  const end = bytes.indexOf(NEWLINE);
  const before = JSON.parse(bytes.toString('utf8', 0, end)) as Record<string, unknown>;
  delete before['sha256'];
  const content = Buffer.from(images(gunzipSync(bytes.subarray(end + 1)).toString()));
  const body = gzipSync(content);
  const head = { ...before, imagesSize: content.length, bodySize: body.length, ...facts };
  const sha256 = createHash('sha256').update(JSON.stringify(head)).update('\n').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, sha256 })}\n`), body]);
}
