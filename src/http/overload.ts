import type { IncomingMessage, ServerResponse } from 'node:http';

import type { AccessGuard } from '../access/access.guard.js';
import type { Drain } from '../lifecycle/drain.js';
import type { Clock } from '../observability/clock.js';
import type { ShedReason } from '../observability/metrics.js';
import { RecentPeak } from '../observability/recent-peak.js';
import { ProblemError } from '../problems/problem.error.js';
import type { AccessLog } from './access-log.js';
import type { CallerAddresses } from './caller-address.js';
import type { CompressionQueue } from './compression-queue.js';
import { eventRound } from './event-round.js';
import { HeldConnections } from './held-connections.js';
import { LoopDelay } from './loop-delay.js';
import type { OverloadLog } from './overload-log.js';
import { PreparedResponse } from './prepared-response.js';
import { answerQuickly } from './quick-problem.js';
import type { RateGate } from './rate-gate.js';
import { REQUEST_ID_HEADER, requestId } from './request-id.js';
import { isUnderApi, pathOf, routableTarget } from './request-target.js';

/** How much may be worked on at a time. */
interface LoadLimits {
  readonly requestsInFlight: number;
  readonly loopDelayMs: number;
}

/** What is asked and told where a request is refused. */
export interface OverloadParts {
  readonly limits: LoadLimits;
  readonly guard: AccessGuard;
  readonly gate: RateGate;
  readonly addresses: CallerAddresses;
  readonly drain: Drain;
  readonly compressions: CompressionQueue;
  readonly overloadLog: OverloadLog;
  readonly accessLog: AccessLog;
  readonly clock: Clock;
  readonly mask: (text: string) => string;
}

const OVERLOADED = new ProblemError(
  'OVERLOADED',
  'This instance has more to do than it can; send the request again later.',
  { headers: { 'retry-after': '1' } },
);

/**
 * Refuses requests that would mean work while there is more of it than can be done, at once and in front of the
 * framework (docs/decisions/0019). Whoever shows no valid credential where one is asked for is told that instead.
 *
 * Pages that were asked for before never get here: to refuse one takes as long as to send it.
 */
export class Overload {
  private readonly delay: LoopDelay;
  private readonly peak: RecentPeak;
  private readonly held = new HeldConnections();
  private entered = 0;

  constructor(private readonly parts: OverloadParts) {
    this.peak = new RecentPeak(parts.clock);
    this.delay = new LoopDelay({
      clock: parts.clock,
      boundMs: parts.limits.loopDelayMs,
      round: eventRound,
      ended: (waitedMs) => this.peak.note(waitedMs),
    });
  }

  /** Requests whose answer is not given yet, those included whose caller went away meanwhile. */
  get inFlight(): number {
    return this.entered;
  }

  /** The longest that a request waited for its turn in the last 15 to 30 seconds. */
  get loopDelaySeconds(): number {
    return this.peak.read() / 1_000;
  }

  /** @returns whether the request was refused, and answered; if not, it is in flight until its answer is given */
  refuses(request: IncomingMessage, response: ServerResponse): boolean {
    const reason = this.reason();
    if (this.delay.isStuck) this.held.hold(request.socket);
    if (reason === undefined) {
      this.enter(response);
      return false;
    }
    void this.refuse(request, response, reason);
    return true;
  }

  private reason(): ShedReason | undefined {
    // asked in any case: it measures as well
    const isLate = this.delay.isLate();
    // the door says why, and at once
    if (this.parts.drain.begun) return undefined;
    if (this.entered >= this.parts.limits.requestsInFlight) return 'requests_in_flight';
    if (isLate) return 'loop_delay';
    return this.parts.compressions.isLate() ? 'compression' : undefined;
  }

  private enter(response: ServerResponse): void {
    if (!(response instanceof PreparedResponse)) return;
    this.entered++;
    response.whenGiven(() => this.entered--);
  }

  private async refuse(
    request: IncomingMessage,
    response: ServerResponse,
    reason: ShedReason,
  ): Promise<void> {
    const { guard, gate, addresses, overloadLog, accessLog, clock, mask } = this.parts;
    const { headers, url = '', method = '' } = request;
    const startedAt = clock.monotonic();
    const id = requestId(headers[REQUEST_ID_HEADER], mask);
    const client = guard.identify(request);
    const address = addresses.ofNameless(request, client);
    // no signature is verified now: a token that is not known yet gets no other answer than a good one
    const failure =
      client || !isUnderApi(pathOf(routableTarget(url))) ? undefined : guard.visibleFailure(request);
    const call = { requestId: id, address, method, route: 'unrouted' };
    const refused = failure && guard.refused(failure, call);
    const tooMany = refused && gate.isOn ? await gate.fail(request, response) : undefined;
    answerQuickly(response, tooMany ?? refused ?? OVERLOADED, id);
    if (!failure) overloadLog.shed(reason);
    accessLog.answered(response, {
      startedAt,
      requestId: id,
      client: client?.name,
      address,
      method,
      target: accessLog.target(url),
      route: 'unrouted',
      cacheStatus: undefined,
    });
  }
}
