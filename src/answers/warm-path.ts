import type { IncomingMessage, ServerResponse } from 'node:http';

import type { AccessGuard } from '../access/access.guard.js';
import type { Client } from '../access/client-keys.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { Freshness } from '../catalog/freshness.js';
import type { AccessLog } from '../http/access-log.js';
import { accepts } from '../http/accepted-types.js';
import type { CallerAddresses } from '../http/caller-address.js';
import type { Cors } from '../http/cors.js';
import { JSON_TYPE } from '../http/media-types.js';
import { isHost, isSpoken } from '../http/request-head.js';
import { answerQuickly } from '../http/quick-problem.js';
import type { RateGate } from '../http/rate-gate.js';
import { REQUEST_ID_HEADER, requestId } from '../http/request-id.js';
import type { Drain } from '../lifecycle/drain.js';
import type { Clock } from '../observability/clock.js';
import type { ProblemError } from '../problems/problem.error.js';
import type { AnswerSender } from './answer.sender.js';
import { preferredCoding } from './content-coding.js';
import type { PageCache, WarmPage } from './page-cache.js';
import type { Representation } from './prepared-answer.js';

/** Whom the warm path asks; the same as the long way does. */
export interface WarmPathParts {
  readonly pages: PageCache;
  readonly catalog: CatalogService;
  readonly guard: AccessGuard;
  readonly gate: RateGate;
  readonly addresses: CallerAddresses;
  readonly drain: Drain;
  readonly sender: AnswerSender;
  readonly cors: Cors;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly mask: (text: string) => string;
}

/** Everything that is needed to answer. */
interface Hit {
  readonly page: WarmPage;
  readonly representation: Representation;
  readonly client: Client;
  readonly freshness: Freshness;
}

/**
 * Answers a request whose target was answered before, from the same catalogue, with the same bytes.
 *
 * It stands in front of the framework: where one condition does not hold, the request goes the long way, which knows
 * every reason and says it. So nothing is decided here that is not decided there, and only what depends on the
 * target and the caller's view alone is skipped: routing, reading and validating the query, finding and rendering the
 * page, compressing it. What it refuses itself is a request too many: it has been counted, and is not counted twice.
 */
export class WarmPath {
  constructor(private readonly parts: WarmPathParts) {}

  /** @returns whether the request was answered; if not, nothing happened */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { gate, clock } = this.parts;
    const startedAt = clock.monotonic();
    const hit = this.hit(request);
    if (!hit) return false;
    if (gate.isOn) void this.sendCounted(request, response, hit, startedAt);
    else this.send(request, response, hit, startedAt);
    return true;
  }

  private async sendCounted(
    request: IncomingMessage,
    response: ServerResponse,
    hit: Hit,
    startedAt: number,
  ): Promise<void> {
    const refusal = await this.parts.gate.admit(request, response, hit.client);
    this.send(request, response, hit, startedAt, refusal);
  }

  private send(
    request: IncomingMessage,
    response: ServerResponse,
    { page, representation, client, freshness }: Hit,
    startedAt: number,
    refusal?: ProblemError,
  ): void {
    const { sender, accessLog, addresses, cors, mask } = this.parts;
    const id = requestId(request.headers[REQUEST_ID_HEADER], mask);
    const address = addresses.ofNameless(request, client);
    let cacheStatus: string | undefined;
    if (refusal) {
      cors.mark(request, response);
      answerQuickly(response, refusal, id);
    } else
      cacheStatus = sender.send(request, response, page.answer, representation, { requestId: id, freshness });
    accessLog.answered(response, {
      startedAt,
      requestId: id,
      client: client.name,
      address,
      method: request.method ?? '',
      target: page.loggedTarget,
      route: page.route,
      cacheStatus,
    });
  }

  /** What the request is answered with, if everything holds that the long way would ask for. */
  private hit(request: IncomingMessage): Hit | undefined {
    const { url = '', method, headers, httpVersion } = request;
    const { pages, catalog, guard, drain } = this.parts;
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    if (drain.begun || !isHost(headers.host) || !isSpoken(httpVersion)) return undefined;
    const client = guard.identify(request);
    const page = client && pages.page(url, client.view);
    if (!page || !client.scopes.has(page.openTo)) return undefined;
    if (!accepts(headers.accept, JSON_TYPE)) return undefined;
    const served = catalog.now(client.view);
    if (!served || !pages.belongsTo(served.catalog)) return undefined;
    const representation = page.answer.ready(preferredCoding(headers['accept-encoding']));
    return representation && { page, representation, client, freshness: served.freshness };
  }
}
