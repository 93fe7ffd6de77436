import type { KnownSecrets } from '../config/known-secrets.js';
import type { Clock } from '../observability/clock.js';
import type { Log } from '../observability/log.js';
import type { CurrentCatalog, HeldCatalog } from './current-catalog.js';
import { asRestored } from './later-masking.js';
import { reasonOf } from './work-reason.js';
import type { RestoredCatalog, Workbench, Workshop } from './workshop.port.js';

const RETRY_MS = 10_000;

/**
 * Has the catalogue that is held masked again when a secret has come up since it was made: from a file that was
 * replaced, or as a token. Away from the requests; a catalogue that holds none of them stays as it is.
 */
export class SecretWatch {
  private readonly stopping = new AbortController();
  private running = false;
  /** The last catalogue in which none was found, and how many were looked for. */
  private clean: { readonly of: object; readonly secrets: number } | undefined;
  private cancelRetry: (() => void) | undefined;

  constructor(
    private readonly secrets: KnownSecrets,
    private readonly current: CurrentCatalog,
    private readonly workshop: Workshop,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    secrets.watch(() => this.look());
    current.watch(() => this.look());
  }

  stop(): void {
    this.cancelRetry?.();
    this.stopping.abort();
  }

  private look(): void {
    const held = this.current.last();
    if (!held || this.running || this.cancelRetry || this.stopping.signal.aborted || this.isMasked(held))
      return;
    this.running = true;
    void this.mask(held).then((isDone) => {
      this.running = false;
      if (isDone) this.look();
      else this.lookLater();
    });
  }

  private isMasked({ snapshot }: HeldCatalog): boolean {
    const masked = this.clean?.of === snapshot ? this.clean.secrets : snapshot.maskedSecrets;
    return masked === this.secrets.count;
  }

  /** @returns whether it could be done; never rejects */
  private async mask(held: HeldCatalog): Promise<boolean> {
    let bench: Workbench | undefined;
    try {
      bench = this.workshop.open(this.stopping.signal, true);
      const { snapshot } = held;
      const masked = await bench.mask(new Uint8Array(snapshot.jsonBytes));
      const now = this.current.last();
      // what has taken its place meanwhile is looked at next
      if (now?.snapshot !== snapshot) return true;
      if (masked) this.replace(now, masked, bench.maskedSecrets);
      else this.clean = { of: snapshot, secrets: bench.maskedSecrets };
      return true;
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.log.error('catalogue cannot be masked', { reason: reasonOf(error), retryMs: RETRY_MS });
      return false;
    } finally {
      bench?.close();
    }
  }

  private replace(held: HeldCatalog, masked: RestoredCatalog, maskedSecrets: number): void {
    const { changedAt } = held.snapshot;
    this.current.replace(asRestored({ ...held, changedAt }, masked, maskedSecrets, this.clock.now()));
    this.log.info('catalogue masked', { version: masked.prepared.version, dropped: masked.dropped });
  }

  private lookLater(): void {
    if (this.stopping.signal.aborted) return;
    this.cancelRetry = this.clock.after(RETRY_MS, () => {
      this.cancelRetry = undefined;
      this.look();
    });
  }
}
