import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib';

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const LONGEST_HEAD = 64 * 1024;
const NOTHING = Buffer.alloc(0);

type State =
  | { readonly at: 'head' }
  /** `left`: how many bytes of it are still to come. */
  | { readonly at: 'body'; readonly coding: string; left: number; readonly pieces: Buffer[] }
  /** `left`: of this chunk with its line end; 0 before its size is known. */
  | { readonly at: 'chunks'; readonly coding: string; left: number; readonly pieces: Buffer[] }
  /** What comes is no HTTP, or cannot be followed. */
  | { readonly at: 'odds' };

/**
 * Follows the HTTP/1.1 answers on one connection, and hands on the bodies that are sent in another form than their own:
 * in chunks, or compressed with gzip or Brotli, also where the connection ends in the middle.
 */
export class AnswerBodies {
  private rest = NOTHING;
  private state: State = { at: 'head' };

  constructor(private readonly onBody: (body: Buffer) => void) {}

  feed(bytes: Uint8Array): void {
    if (this.state.at === 'odds') return;
    this.rest = Buffer.concat([this.rest, bytes]);
    while (this.step());
  }

  /** The connection is over. */
  end(): void {
    if (this.state.at === 'body' || this.state.at === 'chunks') this.finish(this.state);
  }

  /** @returns whether there may be more to do with what is there */
  private step(): boolean {
    switch (this.state.at) {
      case 'head':
        return this.readHead();
      case 'body':
        return this.readBody(this.state);
      case 'chunks':
        return this.readChunk(this.state);
      case 'odds':
        return false;
    }
  }

  private readHead(): boolean {
    const end = this.rest.indexOf(HEAD_END);
    if (end < 0) {
      if (this.rest.length > LONGEST_HEAD) this.state = { at: 'odds' };
      return false;
    }
    const head = this.take(end + HEAD_END.length).toString('latin1');
    // chunks leave their last line end
    this.state = afterHead(head.replace(/^(\r\n)+/, ''));
    return true;
  }

  private readBody(body: Extract<State, { at: 'body' }>): boolean {
    if (this.rest.length === 0) return false;
    // the answer to HEAD has the length of a body, and none
    if (body.pieces.length === 0 && isHead(this.rest)) {
      this.state = { at: 'head' };
      return true;
    }
    const piece = this.take(Math.min(body.left, this.rest.length));
    if (body.coding !== 'identity' || body.pieces.length === 0) body.pieces.push(piece);
    body.left -= piece.length;
    if (body.left > 0) return false;
    this.finish(body);
    return true;
  }

  private readChunk(chunks: Extract<State, { at: 'chunks' }>): boolean {
    if (chunks.left > 0) {
      if (this.rest.length < chunks.left) return false;
      const data = this.take(chunks.left).subarray(0, -LINE_END.length);
      chunks.left = 0;
      if (chunks.coding === 'identity') this.onBody(data);
      else chunks.pieces.push(data);
      return true;
    }
    const end = this.rest.indexOf(LINE_END);
    if (end < 0) return false;
    const size = parseInt(this.take(end + LINE_END.length).toString('latin1'), 16);
    if (size > 0) chunks.left = size + LINE_END.length;
    else this.finish(chunks);
    return true;
  }

  private finish({ coding, pieces }: Extract<State, { pieces: Buffer[] }>): void {
    this.state = { at: 'head' };
    if (coding !== 'identity') this.onBody(decoded(Buffer.concat(pieces), coding));
  }

  private take(count: number): Buffer {
    const taken = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return taken;
  }
}

function afterHead(head: string): State {
  if (!isHead(Buffer.from(head, 'latin1'))) return { at: 'odds' };
  const coding = headerOf(head, 'content-encoding') ?? 'identity';
  if (/^HTTP\/1\.1 (1\d\d|204|304)/.test(head)) return { at: 'head' };
  if (headerOf(head, 'transfer-encoding') !== undefined) return { at: 'chunks', coding, left: 0, pieces: [] };
  const left = Number(headerOf(head, 'content-length') ?? (coding === 'identity' ? 0 : Infinity));
  return left === 0 ? { at: 'head' } : { at: 'body', coding, left, pieces: [] };
}

function isHead(bytes: Buffer): boolean {
  return bytes.subarray(0, 7).toString('latin1') === 'HTTP/1.';
}

function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*?) *\\r$`, 'im').exec(head)?.[1]?.toLowerCase();
}

/** As much as can be had of it. */
function decoded(bytes: Buffer, coding: string): Buffer {
  try {
    if (coding === 'br')
      return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return NOTHING;
  }
}
