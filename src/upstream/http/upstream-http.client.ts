import type { Readable } from 'node:stream';

import type { HttpService } from '@nestjs/axios';

import { httpDateMs } from '../../domain/http-date.js';
import type { Clock } from '../../observability/clock.js';
import type { UpstreamMeter } from '../../observability/upstream.meter.js';
import { UpstreamError } from '../upstream.errors.js';
import { ACCEPT_ENCODING } from './content-coding.js';
import { Deadline } from './deadline.js';
import { readBody, type BodyCap, type BodySegments } from './read-body.js';
import { retryAfterMs } from './retry-after.js';
import type { RetryBudget } from './retry-budget.js';
import { retryDelayMs } from './retry-policy.js';
import { statusError } from './status-error.js';
import { stopped, unlessAborted } from './stopped.js';
import { transportError } from './transport-error.js';

/** One question to the upstream. */
export interface Exchange<T> {
  /** Its name in logs and metrics, such as `images`; never the URL. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** The status of an answer that is one; 200 unless another is named, which then counts as well. */
  readonly success?: number;
  /** Reads the answer; throws `UpstreamError` when it says no, or cannot be used. May take its time elsewhere. */
  readonly decode: (answer: Answer) => T | Promise<T>;
}

export interface Answer {
  readonly contentType: string | undefined;
  readonly body: BodySegments;
  /** A field of its header, by its name in lower case; several of one name are joined by commas. */
  readonly header: (name: string) => string | undefined;
  /** The upstream's own clock (`Date`), or ours where it does not tell; milliseconds since 1970. */
  readonly serverNowMs: number;
  /** What the upstream asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** What bounds every exchange. */
export interface ExchangeLimits extends BodyCap {
  /** For all attempts together, the last byte of the body included; reading it is our own time, and not the upstream's. */
  readonly timeoutMs: number;
  /** What it shares with the other exchanges of its listing. */
  readonly retryBudget?: RetryBudget;
}

/**
 * Asks an upstream, and is the only one who does.
 *
 * In this order, for reasons: the deadline spans everything; an attempt reads status, then type, then body,
 * then meaning, so that a busy upstream's HTML page counts as busy and not as unreadable; a failure that
 * can pass is tried again within the same deadline. Redirects are not followed and proxies of the
 * environment are not used, because both would carry our credentials elsewhere (`upstream.module.ts`).
 */
export class UpstreamHttpClient {
  /** @param source whose upstream it is, where there are several */
  constructor(
    private readonly http: HttpService,
    private readonly clock: Clock,
    private readonly meter: UpstreamMeter,
    private readonly source?: string,
  ) {}

  /**
   * @throws UpstreamError, and nothing else.
   */
  async ask<T>(exchange: Exchange<T>, limits: ExchangeLimits, signal: AbortSignal): Promise<T> {
    const deadline = new Deadline(this.clock, limits.timeoutMs, signal);
    try {
      for (let attempt = 1; ; attempt++) {
        const outcome = await this.attempt(exchange, limits, deadline, signal);
        if (!(outcome instanceof UpstreamError)) {
          limits.retryBudget?.earn();
          return outcome.value;
        }
        const waitMs = retryDelayMs(outcome, attempt, Math.random());
        if (waitMs === undefined || waitMs >= deadline.remainingMs()) throw outcome;
        if (limits.retryBudget?.take() === false) throw outOfRetries(outcome);
        await deadline.sleep(waitMs);
      }
    } finally {
      deadline.dispose();
    }
  }

  private async attempt<T>(
    exchange: Exchange<T>,
    limits: ExchangeLimits,
    deadline: Deadline,
    signal: AbortSignal,
  ): Promise<{ value: T } | UpstreamError> {
    const startedAt = this.clock.monotonic();
    const answer = await this.fetch(exchange, limits, deadline).catch((thrown: unknown) =>
      deadline.signal.aborted ? endedEarly(deadline, limits) : transportError(thrown),
    );
    const ms = this.clock.monotonic() - startedAt;
    const outcome = answer instanceof UpstreamError ? answer : await readAnswer(exchange, answer, signal);
    const failure = outcome instanceof UpstreamError ? outcome : undefined;
    this.meter.exchanged(exchange.operation, failure, ms, this.source);
    return outcome;
  }

  private async fetch(
    { url, method, headers: sent, json, success = 200 }: Exchange<unknown>,
    limits: ExchangeLimits,
    deadline: Deadline,
  ): Promise<Answer> {
    const response = await this.http.axiosRef.request<Readable>({
      url,
      method,
      headers: { ...sent, Accept: 'application/json', 'Accept-Encoding': ACCEPT_ENCODING },
      data: json === undefined ? undefined : JSON.stringify(json),
      signal: deadline.signal,
    });
    const { headers, data: stream } = response;
    const serverNowMs = httpDateMs(headers['date']) ?? this.clock.now();
    const retryAfter = retryAfterMs(headers['retry-after'], serverNowMs);
    if (response.status !== 200 && response.status !== success) {
      stream.destroy();
      throw statusError(response.status, { retryAfterMs: retryAfter });
    }
    const header = (name: string): string | undefined => textOrNothing(headers[name]);
    return {
      contentType: header('content-type'),
      header,
      body: await readBody({ stream, contentEncoding: headers['content-encoding'] }, limits, deadline.signal),
      serverNowMs,
      retryAfterMs: retryAfter,
    };
  }
}

function textOrNothing(field: unknown): string | undefined {
  return typeof field === 'string' ? field : undefined;
}

function endedEarly(deadline: Deadline, { timeoutMs }: ExchangeLimits): UpstreamError {
  return deadline.expired
    ? new UpstreamError('UPSTREAM_TIMEOUT', `the upstream did not end within ${timeoutMs} ms`)
    : stopped();
}

function outOfRetries({ failure, message, facts }: UpstreamError): UpstreamError {
  return new UpstreamError(failure, `${message}, and the list has used up its retries`, facts);
}

/** What cannot be decoded is unusable, and no trouble of the line that another try could cure. */
async function readAnswer<T>(
  { decode }: Exchange<T>,
  answer: Answer,
  signal: AbortSignal,
): Promise<{ value: T } | UpstreamError> {
  try {
    return { value: await unlessAborted(decode(answer), signal) };
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    return new UpstreamError('UPSTREAM_INVALID', 'the answer cannot be read');
  }
}
