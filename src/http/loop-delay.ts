import type { Clock } from '../observability/clock.js';

/** There is too much to do when it was worked on for so long without a pause and without a short round. */
const STANDING_MS = 500;
/** A longer step is a block of the process, or of its machine, and no queue. */
const LONGEST_STEP_MS = 125;

/** Shorter ones are no pause: a caller needs a moment to ask again, and the machine may be busy. */
const LEAST_PAUSE_MS = 10;

/** Of several rounds: timers and new connections, those of the management port too, wait for as long. */
const LONGEST_TURN_MS = 200;

/** Whom it asks, and tells. */
export interface LoopDelayParts {
  readonly clock: Clock;
  readonly boundMs: number;
  /** Another number in each round; see `event-round.ts`. */
  readonly round: () => number;
  /** Is told of each round how long its last request had waited. */
  readonly ended: (waitedMs: number) => void;
}

/**
 * How long requests wait for their turn behind the others that came with them, and whether that is too long.
 *
 * The event loop takes what lies in the sockets in rounds, one request after the other; what comes meanwhile waits for
 * the next. So where more comes than can be done, rounds grow. A long round alone is no overload: a burst is worked off,
 * and so is what gathered during a garbage collection. Only what half a second of work in long rounds does not end is a
 * queue that does not go away (as in CoDel, RFC 8289), and only then, and only those requests are late whose round has
 * lasted for longer than the bound. The first of a round never is, so that work goes on in any case.
 */
export class LoopDelay {
  /** From the first request of a turn on, until what else the loop does has its turn. */
  private isTurning = false;
  private turnBegan = 0;
  private turnEnded = 0;
  private round = NaN;
  private roundBegan = 0;
  /** Of the last request in this round, which waited longest. */
  private waitedMs = 0;
  /** When the last request had its turn. */
  private last = 0;
  /** For how long there was work, without a pause and without a short round. */
  private busyMs = 0;
  private standingUntil = 0;

  constructor(private readonly parts: LoopDelayParts) {}

  /** To be asked once for each request that means work, when its turn has come. */
  isLate(): boolean {
    const now = this.parts.clock.monotonic();
    const round = this.parts.round();
    if (!this.isTurning || round !== this.round) this.beginRound(round, now);
    this.waitedMs = now - this.roundBegan;
    this.busyMs += Math.min(now - this.last, LONGEST_STEP_MS);
    this.last = now;
    if (this.waitedMs <= this.parts.boundMs) return false;
    if (this.busyMs < STANDING_MS && now >= this.standingUntil) return false;
    this.standingUntil = now + STANDING_MS;
    return true;
  }

  /** Whether the loop has not come to anything else for too long; as of the last request. */
  get isStuck(): boolean {
    return this.isTurning && this.roundBegan - this.turnBegan > LONGEST_TURN_MS;
  }

  private beginRound(round: number, now: number): void {
    if (this.isTurning) this.endRound();
    else this.beginTurn(now);
    this.round = round;
    this.roundBegan = now;
  }

  private beginTurn(now: number): void {
    // a loop that had nothing to do meanwhile has no queue
    const pausedMs = now - this.turnEnded;
    if (pausedMs > Math.max(this.parts.boundMs / 2, LEAST_PAUSE_MS)) {
      this.busyMs = 0;
      this.last = now;
    }
    this.isTurning = true;
    this.turnBegan = now;
    setImmediate(() => this.endTurn());
  }

  private endTurn(): void {
    this.turnEnded = this.parts.clock.monotonic();
    this.isTurning = false;
    this.endRound();
  }

  private endRound(): void {
    this.parts.ended(this.waitedMs);
    if (this.waitedMs <= this.parts.boundMs) this.busyMs = 0;
  }
}
