import type { Clock } from '../observability/clock.js';
import type { CurrentCatalog } from './current-catalog.js';
import type { ListingResult, OwnListing } from './own-listing.js';
import { FORCED_REFRESH_EVERY_MS, refreshDelayMs } from './refresh-schedule.js';
import type { RefreshOutlook } from './refresh-outlook.js';
import type { RefreshOutcome, RefreshReport } from './refresh-report.js';
import { Refresher, type ForcedRefresh, type RefreshFailure } from './refresher.port.js';
import type { NewsDesk } from './replicas/news-desk.js';
import type { RefreshNews } from './replicas/refresh-news.js';
import type { Listener, OwnRefresh, Replicas, Taken } from './replicas/replicas.port.js';

/** What a `CatalogRefresher` works with. */
export interface RefresherParts {
  readonly listing: OwnListing;
  readonly replicas: Replicas;
  readonly desk: NewsDesk;
  readonly outlook: RefreshOutlook;
  readonly current: CurrentCatalog;
  readonly config: {
    readonly freshForMs: number;
    /** Whether it refreshes on a timer, not only when asked. */
    readonly keepWarm: boolean;
  };
  readonly clock: Clock;
  readonly report: (report: RefreshReport) => void;
}

type Result = Pick<RefreshReport, 'outcome' | 'listing' | 'by'>;

/**
 * Brings the catalogue up to date: one refresh at a time, whoever asks and however many, by a listing of this
 * process or by what another replica has listed.
 *
 * A failure starts a cooldown, in which nobody but `force` reaches the upstream.
 */
export class CatalogRefresher extends Refresher implements Listener {
  private readonly stopping = new AbortController();
  private running: Promise<RefreshOutcome> | undefined;
  private forcedAt = -Infinity;
  private hasHeard = false;
  private cancelTimer = (): void => {};
  private onChange = (): void => {};

  constructor(private readonly parts: RefresherParts) {
    super();
  }

  get lastFailure(): RefreshFailure | undefined {
    return this.parts.outlook.failure;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Tells whenever a refresh has begun, and when one is over. */
  watch(onChange: () => void): void {
    this.onChange = onChange;
  }

  cooldownLeftMs(): number {
    return this.parts.outlook.cooldownLeftMs();
  }

  /**
   * Begins the first refresh, unless other replicas have told of one that still holds. Without a list it is tried
   * also after a failure of theirs: the upstream may be out of reach for them only.
   */
  async start(): Promise<void> {
    await this.running;
    const { current } = this.parts;
    const held = current.get();
    const holds = held !== undefined && (this.cooldownLeftMs() > 0 || current.isFresh(held));
    if (!this.hasHeard || !holds) void this.refresh();
  }

  refresh(): Promise<RefreshOutcome> {
    return this.running ?? this.begin(() => this.inTurn());
  }

  refreshIfAllowed(): void {
    if (this.cooldownLeftMs() === 0) void this.refresh();
  }

  async force(): Promise<ForcedRefresh> {
    const { clock, replicas } = this.parts;
    if (this.running) return 'joined';
    if (clock.monotonic() - this.forcedAt < FORCED_REFRESH_EVERY_MS) return 'recent';
    this.forcedAt = clock.monotonic();
    if (!(await replicas.mayForce())) return 'recent';
    void this.refresh();
    return 'started';
  }

  hear(news: RefreshNews, isBinding: boolean): Promise<Taken> | undefined {
    this.hasHeard = true;
    return this.takeWhenIdle(() => this.parts.desk.take(news, isBinding));
  }

  restore(): Promise<Taken> | undefined {
    return this.takeWhenIdle(() => this.parts.desk.restore());
  }

  held(): OwnRefresh | undefined {
    const held = this.running ? undefined : this.parts.current.get();
    // one that was masked later is not what the others have, and the next listing brings one that is
    return held && !held.masked ? { news: this.parts.desk.known(), held } : undefined;
  }

  /** Ends a running refresh, and starts no more by itself. */
  stop(): void {
    this.cancelTimer();
    this.stopping.abort();
  }

  private begin(work: () => Promise<Result | undefined>): Promise<RefreshOutcome> {
    this.cancelTimer();
    this.running = this.run(work).finally(() => {
      this.running = undefined;
      this.onChange();
    });
    this.onChange();
    return this.running;
  }

  private async run(work: () => Promise<Result | undefined>): Promise<RefreshOutcome> {
    const { clock, report } = this.parts;
    const startedAt = clock.monotonic();
    const result = await work();
    this.schedule();
    if (!result) return 'unchanged';
    report({ ...result, ms: clock.monotonic() - startedAt, cooldownMs: this.cooldownLeftMs() });
    return result.outcome;
  }

  /** Lists, unless another replica has done it and its catalogue can be had. */
  private async inTurn(): Promise<Result> {
    let own = undefined as ListingResult | undefined;
    const refresh = async (): Promise<OwnRefresh> => {
      own = await this.parts.listing.read(this.stopping.signal);
      const isWhole = !this.stopping.signal.aborted;
      const held =
        typeof own.outcome === 'string' && own.outcome !== 'doubted' ? this.parts.current.get() : undefined;
      return { news: isWhole ? this.parts.desk.report(own.outcome) : undefined, held };
    };
    const { desk, replicas, listing } = this.parts;
    const taken = await replicas.inTurn(refresh, (news) => desk.take(news, false));
    return taken ? byAnother(taken) : (own ?? listing.read(this.stopping.signal));
  }

  private takeWhenIdle(take: () => Promise<Taken>): Promise<Taken> | undefined {
    if (this.running || this.stopping.signal.aborted) return undefined;
    const taking = take();
    const work = async (): Promise<Result | undefined> => {
      const taken = await taking;
      return taken === 'known' || taken === 'missing' ? undefined : byAnother(taken);
    };
    void this.begin(work);
    return taking;
  }

  private schedule(): void {
    const nextMs = this.nextDelayMs();
    if (nextMs === undefined || this.stopping.signal.aborted) return;
    this.cancelTimer = this.parts.clock.after(nextMs, () => void this.refresh());
  }

  private nextDelayMs(): number | undefined {
    const { config, current, outlook } = this.parts;
    const coolingMs = outlook.cooldownLeftMs();
    if (!config.keepWarm) return coolingMs > 0 && !outlook.failure ? coolingMs : undefined;
    if (coolingMs > 0) return coolingMs;
    const held = current.get();
    if (!held) return RETRY_MS;
    return Math.max(0, refreshDelayMs(config.freshForMs) + outlook.yieldsMs - current.ageMs(held));
  }
}

function byAnother(outcome: RefreshOutcome): Result {
  return { outcome, listing: undefined, by: 'another replica' };
}

/** When there is neither a catalogue nor a failure, which is so when a replica's catalogue could not be had. */
const RETRY_MS = 1_000;
