import type { ListToMerge, MergedCatalog, RestoredCatalog, Workbench } from '../catalog/workshop.port.js';
import type { PreparedList } from '../catalog/prepare/prepared-catalog.js';
import type { KnownSecrets } from '../config/known-secrets.js';
import type { ListingSummary, PageBody, PageFacts } from '../upstream/listing-reader.port.js';
import type { Runner } from './runner.js';

/** A workbench whose work is done by a runner, wherever that is. */
export class TaskBench implements Workbench {
  private toldSecrets: readonly string[] = [];
  private masked: number | undefined;

  constructor(
    private readonly runner: Runner,
    private readonly knownSecrets: KnownSecrets,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.close);
    if (signal?.aborted) this.close();
  }

  get maskedSecrets(): number {
    return this.masked ?? 0;
  }

  begin(): Promise<void> {
    this.masked = undefined;
    return this.runner.run('begin');
  }

  async add({ contentType, body, retryAfterMs }: PageBody): Promise<PageFacts> {
    await this.tellSecrets();
    return this.runner.run('add', { contentType, body, retryAfterMs });
  }

  finish(): Promise<ListingSummary> {
    return this.runner.run('finish');
  }

  prepare(heldVersion: string | undefined): Promise<PreparedList | undefined> {
    return this.runner.run('prepare', heldVersion);
  }

  restore(images: Uint8Array<ArrayBuffer>): Promise<RestoredCatalog> {
    this.masked = this.knownSecrets.count;
    return this.runner.run('restore', images, this.knownSecrets.revealAll());
  }

  mask(images: Uint8Array<ArrayBuffer>): Promise<RestoredCatalog | undefined> {
    this.masked = this.knownSecrets.count;
    return this.runner.run('mask', images, this.knownSecrets.revealAll());
  }

  merge(lists: readonly ListToMerge[], heldVersion: string | undefined): Promise<MergedCatalog> {
    this.masked = this.knownSecrets.count;
    return this.runner.run('merge', lists, this.knownSecrets.revealAll(), heldVersion);
  }

  readonly close = (): void => {
    this.signal?.removeEventListener('abort', this.close);
    this.runner.end();
  };

  /** A token may be issued, or a file replaced, in the middle of a listing; what comes after it is masked too. */
  private async tellSecrets(): Promise<void> {
    this.masked ??= this.knownSecrets.count;
    const secrets = this.knownSecrets.revealAll();
    if (secrets === this.toldSecrets) return;
    await this.runner.run('learn', secrets);
    this.toldSecrets = secrets;
  }
}
