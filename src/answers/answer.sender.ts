import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Freshness } from '../catalog/freshness.js';
import { REQUEST_ID_HEADER } from '../http/request-id.js';
import type { Drain } from '../lifecycle/drain.js';
import { isNotModified } from './conditional.js';
import { FreshnessWriter } from './freshness-headers.js';
import type { PreparedAnswer, Representation } from './prepared-answer.js';

/** What of an answer depends on the moment and the request. */
export interface Sending {
  readonly requestId: string;
  readonly freshness: Freshness;
}

/** Writes prepared answers to the socket; the only place where an answer from the catalogue is sent. */
export class AnswerSender {
  private readonly freshnessWriter = new FreshnessWriter();

  constructor(private readonly drain: Drain) {}

  /**
   * Sends an answer in one of its representations, or 304 where the caller has it already.
   *
   * @returns the `Cache-Status` it was sent with
   */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: PreparedAnswer,
    representation: Representation,
    { requestId, freshness }: Sending,
  ): string {
    const fresh = this.freshnessWriter.write(freshness);
    const notModified = isNotModified(request.headers, answer);
    const headers = [REQUEST_ID_HEADER, requestId, 'x-content-type-options', 'nosniff'];
    if (this.drain.begun) headers.push('connection', 'close');
    const own = notModified ? answer.validators : representation.headers;
    response.writeHead(notModified ? 304 : 200, [...headers, ...fresh.headers, ...own]);
    if (notModified) response.end();
    else response.end(representation.body);
    return fresh.cacheStatus;
  }
}
