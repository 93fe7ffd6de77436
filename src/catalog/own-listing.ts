import type { Clock } from '../observability/clock.js';
import type { ImageSource } from '../upstream/image-source.port.js';
import type { ListingSummary } from '../upstream/listing-reader.port.js';
import { UpstreamError } from '../upstream/upstream.errors.js';
import { snapshotOf } from './catalog-snapshot.js';
import { changedAfter, type CurrentCatalog } from './current-catalog.js';
import type { ListSnapshot } from './list-snapshot.js';
import type { RefreshOutlook } from './refresh-outlook.js';
import type { RefreshOutcome } from './refresh-report.js';
import type { Workbench, Workshop } from './workshop.port.js';

/** What came of a listing, and what was listed, where anything was. */
export interface ListingResult {
  readonly outcome: RefreshOutcome;
  readonly listing: ListingSummary | undefined;
}

/** Reads the upstream's whole listing and makes a catalogue of it. */
export class OwnListing {
  /** @param lastChange when the content that callers see changed last; what changes now counts as later */
  constructor(
    private readonly source: ImageSource,
    private readonly workshop: Workshop,
    private readonly current: CurrentCatalog,
    private readonly outlook: RefreshOutlook,
    private readonly clock: Clock,
    private readonly lastChange: () => number | undefined = () => current.get()?.snapshot.changedAt,
  ) {}

  /** Only a complete listing replaces the catalogue, in one step; a failure leaves it as it is. Never rejects. */
  async read(signal: AbortSignal): Promise<ListingResult> {
    const bench = this.workshop.open(signal, this.current.get() !== undefined);
    let listing: ListingSummary | undefined;
    try {
      listing = await this.source.listAll(bench, signal);
      return { outcome: await this.accept(listing, bench), listing };
    } catch (thrown) {
      const error = asUpstreamError(thrown);
      this.outlook.failed(error);
      return { outcome: error, listing };
    } finally {
      bench.close();
    }
  }

  /** @throws UpstreamError when no catalogue can be made of the listing */
  private async accept({ count, skipped }: ListingSummary, bench: Workbench): Promise<RefreshOutcome> {
    const held = this.current.get();
    if (this.outlook.doubts(held?.snapshot.count ?? 0, count)) return 'doubted';
    const prepared = await bench.prepare(held?.snapshot.version);
    this.outlook.succeeded();
    const changedAt = changedAfter(this.clock.now(), this.lastChange());
    if (prepared) this.replace(snapshotOf(prepared, changedAt, bench.maskedSecrets), skipped);
    else if (held) this.replace(held.snapshot, skipped);
    return prepared ? 'changed' : 'unchanged';
  }

  private replace(snapshot: ListSnapshot, skipped: number): void {
    const confirmedAt = this.clock.monotonic();
    this.current.replace({ snapshot, confirmedAt, confirmedAtWall: this.clock.now(), skipped });
  }
}

/** The port promises nothing else; a bug in an adapter must not stop the refreshes for ever. */
function asUpstreamError(thrown: unknown): UpstreamError {
  return thrown instanceof UpstreamError
    ? thrown
    : new UpstreamError('UPSTREAM_INVALID', 'the answer could not be read, because of a bug in the gateway');
}
