import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { errorCode } from '../../src/config/error-code.js';
import { READER_KEY } from './secret-watch.js';
import type { Replica } from './replica.js';

/** One request. */
export interface Ask {
  readonly replica: Replica;
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole answer, decoded, or why there is none. */
export interface Heard {
  readonly ask: Ask;
  readonly sentAt: number;
  readonly endedAt: number;
  /** 0 without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** What became of the connection, where there is no whole answer. */
  readonly trouble: string | undefined;
}

/** No answer takes so long, unless its replica hangs. */
const PATIENCE_MS = 20_000;

/** Sends requests over connections that stay open. Never rejects. */
export class SoakClient {
  private readonly agent = new Agent({ keepAlive: true });

  send(ask: Ask): Promise<Heard> {
    const sentAt = performance.now();
    return new Promise((resolve) => {
      const end = (rest: Partial<Heard>): void =>
        resolve({
          ...{
            ask,
            sentAt,
            endedAt: performance.now(),
            status: 0,
            headers: {},
            text: '',
            trouble: undefined,
          },
          ...rest,
        });
      const { replica, target, method = 'GET' } = ask;
      const headers = { 'x-api-key': READER_KEY, ...ask.headers };
      const options = { agent: this.agent, path: target, method, headers, timeout: PATIENCE_MS };
      const sent = request(replica.url, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', (error) => end({ trouble: errorCode(error) }));
        answer.on('end', () => {
          const { statusCode: status = 0, headers: heard } = answer;
          end({ status, headers: heard, ...decoded(Buffer.concat(chunks), heard['content-encoding']) });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer in 20 s')));
      sent.on('error', (error) => end({ trouble: `${errorCode(error)} ${error.message}` }));
      sent.end();
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function decoded(bytes: Buffer, coding: string | undefined): Pick<Heard, 'text' | 'trouble'> {
  try {
    const plain =
      bytes.length === 0
        ? bytes
        : coding === 'gzip'
          ? gunzipSync(bytes)
          : coding === 'br'
            ? brotliDecompressSync(bytes)
            : bytes;
    return { text: plain.toString(), trouble: undefined };
  } catch {
    return { text: '', trouble: `the ${coding} cannot be read` };
  }
}
