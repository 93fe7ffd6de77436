import * as http from 'node:http';
import * as https from 'node:https';

import { errorCode } from '../../config/error-code.js';
import type { Clock } from '../../observability/clock.js';

/** For one whole exchange, from the name's address to the last byte. */
const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1_024;

const HEADERS = {
  accept: 'application/jwk-set+json, application/json',
  'accept-encoding': 'identity',
  'user-agent': 'image-gateway',
};

/** Why the keys of the issuer could not be read; the message is our own text, without address and answer. */
export class JwksError extends Error {
  override readonly name = 'JwksError';
}

/** Where the issuer publishes its keys. */
export interface JwksEndpoint {
  /**
   * What it answers, as JSON.
   *
   * @param signal ends the exchange
   * @throws JwksError, and nothing else
   */
  read(signal: AbortSignal): Promise<unknown>;
}

/** Reads it over HTTP: one attempt, no redirect, no proxy of the environment, no more bytes than a key set has. */
export class HttpJwksEndpoint implements JwksEndpoint {
  constructor(
    private readonly url: string,
    private readonly clock: Clock,
  ) {}

  async read(stop: AbortSignal): Promise<unknown> {
    const exchange = new AbortController();
    const end = (): void => exchange.abort();
    const cancel = this.clock.after(TIMEOUT_MS, end);
    stop.addEventListener('abort', end);
    try {
      stop.throwIfAborted();
      return parse(await bodyOf(await this.ask(exchange.signal)));
    } catch (error) {
      if (exchange.signal.aborted) throw new JwksError(`no answer within ${TIMEOUT_MS} ms`);
      throw error instanceof JwksError ? error : new JwksError(`it cannot be reached (${errorCode(error)})`);
    } finally {
      cancel();
      stop.removeEventListener('abort', end);
    }
  }

  private ask(signal: AbortSignal): Promise<http.IncomingMessage> {
    const { get } = this.url.startsWith('https:') ? https : http;
    return new Promise((resolve, reject) => {
      // an agent of its own: the one that all share may be given a proxy by the environment
      // and said, so that no variable of the environment turns the check of certificates off
      const options = { agent: false, headers: HEADERS, signal, rejectUnauthorized: true };
      const sent = get(this.url, options, resolve);
      sent.on('error', reject);
      sent.on('upgrade', (_answer, socket) => {
        socket.destroy();
        reject(new JwksError('it answered with status 101'));
      });
    });
  }
}

async function bodyOf(answer: http.IncomingMessage): Promise<Buffer> {
  const { statusCode = 0, headers } = answer;
  try {
    if (statusCode !== 200) throw new JwksError(`it answered with status ${statusCode}`);
    const coding = headers['content-encoding'] ?? 'identity';
    if (coding !== 'identity') throw new JwksError('its answer has a content coding that was not asked for');
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MOST_BYTES) throw new JwksError(`its answer is larger than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    answer.destroy();
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown; // `any` by declaration
  } catch {
    throw new JwksError('its answer is not valid JSON');
  }
}
