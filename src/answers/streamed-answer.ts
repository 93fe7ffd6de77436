import type { CatalogView } from '../catalog/catalog-view.js';
import { HeaderBlock } from '../http/header-block.js';
import { entityTag, type Validators } from './conditional.js';
import type { ContentCoding } from './content-coding.js';

/** The rows of an answer, each written when its turn has come. Holds no more of a catalogue than they need. */
export interface StreamedRows {
  /** What comes before the first row. */
  readonly start: Buffer;
  /** Of the images, in order. */
  readonly positions: Int32Array;
  /** How many bytes `write` writes. */
  readonly lengthOf: (position: number) => number;
  /** @returns where it ended in `target` */
  readonly write: (position: number, target: Buffer, at: number) => number;
}

/** What an answer is made of that is too long to be made at once. */
export interface StreamedParts {
  readonly catalog: Pick<CatalogView, 'identity' | 'version' | 'view' | 'changedAt'>;
  /** The question in its canonical form; equal questions have, in one media type, equal bodies. */
  readonly question: string;
  readonly mediaType: string;
  /** What the answer is to be saved as: ASCII without quotes. */
  readonly fileName: string;
}

/** A piece is so long, or one row longer. */
const PIECE_BYTES = 64 * 1_024;
/** So many bytes are counted before others have their turn. */
const COUNTED_AT_ONCE = 1_024 * 1_024;

/** The head of an answer that is sent row by row. */
export class StreamedAnswer implements Validators {
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Of the snapshot that it is made from. */
  readonly identity: object;
  /** Headers of every form and of a 304. */
  readonly validators: HeaderBlock;
  private readonly type: readonly string[];

  constructor({ catalog, question, mediaType, fileName }: StreamedParts) {
    const { version, view, changedAt, identity } = catalog;
    this.identity = identity;
    this.lastModifiedMs = changedAt;
    this.etag = entityTag({ version, view, question }, mediaType);
    this.validators = new HeaderBlock([
      ...['etag', this.etag],
      ...['last-modified', new Date(changedAt).toUTCString()],
    ]);
    this.type = [
      ...['content-type', `${mediaType}; charset=utf-8`],
      ...['content-disposition', `attachment; filename="${fileName}"`],
    ];
  }

  /** @param length of the body where it is not coded: without it whoever gets a part of it could take that for all */
  head(coding: ContentCoding, length: number | undefined): HeaderBlock {
    return this.validators.and(
      ...this.type,
      ...(coding === 'identity' ? [] : ['content-encoding', coding]),
      ...(length === undefined ? [] : ['content-length', String(length)]),
    );
  }
}

/** How many bytes these rows take; others have their turn in between. */
export async function lengthOf({ start, positions, lengthOf: of }: StreamedRows): Promise<number> {
  let [length, seen] = [start.length, 0];
  for (const position of positions) {
    length += of(position);
    if (length - seen < COUNTED_AT_ONCE) continue;
    seen = length;
    await turnOfLoop();
  }
  return length;
}

/** The rows in pieces of about 64 KiB, each made when it is asked for; others have their turn in between. */
export async function* piecesOf({
  start,
  positions,
  lengthOf: of,
  write,
}: StreamedRows): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  for (let from = 0, to = 0; from < positions.length; from = to) {
    let bytes = 0;
    while (to < positions.length && bytes < PIECE_BYTES) bytes += of(positions[to++]!);
    const piece = Buffer.allocUnsafe(bytes);
    let at = 0;
    for (let row = from; row < to; row++) at = write(positions[row]!, piece, at);
    yield piece;
    await turnOfLoop();
  }
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
