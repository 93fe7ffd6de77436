import { decodeStoredImages, type StoredImageRules } from '../catalog/stored-images.js';
import { Recent } from '../catalog/lookup/recent.js';
import type { KnownSecrets } from '../config/known-secrets.js';
import type { Image } from '../domain/image.js';
import { ChangeSum, type Change, type ImagePair } from './change.js';
import { imageKey, portionsOf, readLines } from './change-lines.js';
import type { HistorySource } from './history-source.port.js';
import { maskFormer } from './mask-change.js';
import { linesOf } from './step.js';
import type { Path } from './steps.js';

/** What one image was, and what it is, without the secrets that are known by now. */
interface ChangedImage {
  readonly before?: Image;
  readonly after?: Image;
}

/** What lies between two versions. */
export type ChangedImages = readonly ChangedImage[];

/** What is known of the way from one version to another; `ahead` where time went from the second to the first. */
export type Between =
  | { readonly kind: 'change'; readonly images: ChangedImages }
  | { readonly kind: 'ahead' }
  | { readonly kind: 'unknown' };

/** Sums that are asked for by many at once, such as the streams of events, are made once. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** So many images are parsed in some milliseconds; then whatever else waits has its turn. */
const AT_ONCE = 500;

const UNKNOWN = { kind: 'unknown' } as const;

/** Knows what changed between the versions of late. Who asks decides what of it his caller may see. */
export class ChangeHistory {
  private readonly recent = new Recent<{ byteLength: number; images: Promise<ChangedImages> }>(KEPT_BYTES);
  private readonly underWay = new Map<string, Promise<ChangedImages>>();
  private lastSum: Promise<unknown> = Promise.resolve();

  /** @param rules what stored images have to be */
  constructor(
    private readonly source: HistorySource,
    private readonly secrets: KnownSecrets,
    private readonly rules: StoredImageRules,
  ) {}

  /** How many steps are kept, and the bytes of them. */
  get figures(): { readonly steps: number; readonly bytes: number } {
    const { all, bytes } = this.source.steps;
    return { steps: all.length, bytes };
  }

  /** What lies between two versions, whoever has served the first. An unknown one is looked for. Never fails. */
  async between(from: string, to: string): Promise<Between> {
    if (from === to) return { kind: 'change', images: [] };
    await this.source.settled();
    for (let looks = 0; ; looks++) {
      const { steps } = this.source;
      const path = steps.path(from, to);
      if (path) return this.along(path);
      if (steps.path(to, from)) return { kind: 'ahead' };
      const detour = steps.anyPath(from, to);
      if (detour) return this.along(detour);
      if (looks >= this.source.looks) return UNKNOWN;
      await this.source.look();
    }
  }

  private async along(path: Path): Promise<Between> {
    try {
      return { kind: 'change', images: await this.sumOf(path) };
    } catch {
      return UNKNOWN;
    }
  }

  private sumOf(path: Path): Promise<ChangedImages> {
    const names = path.map(({ step: { from, to, order }, isReversed }) => [from, to, order, isReversed]);
    const byteLength = path.reduce((sum, { step }) => sum + step.size, 1_024);
    const key = `${this.secrets.count} ${names.join()}`;
    return this.recent.get(key, () => ({ byteLength, images: this.inTurn(key, path) })).images;
  }

  /** One sum at a time, and each once for all who ask at the same time: they may take tens of megabytes. */
  private inTurn(key: string, path: Path): Promise<ChangedImages> {
    const known = this.underWay.get(key);
    if (known) return known;
    const images = this.lastSum.then(() => this.read(path)).finally(() => this.underWay.delete(key));
    this.lastSum = images.catch(() => undefined);
    this.underWay.set(key, images);
    return images;
  }

  /** @throws Error for what nobody who keeps to the rules has stored */
  private async read(path: Path): Promise<ChangedImages> {
    try {
      const sum = new ChangeSum();
      for (const { step, isReversed } of path)
        for await (const lines of portionsOf(await linesOf(step))) sum.add(readLines(lines), isReversed);
      return await this.imagesOf(sum.sum);
    } catch (error) {
      this.source.complain('a change is not as this version, with these settings, would have kept it');
      throw error;
    }
  }

  /** @throws UpstreamError for what is none of our images */
  private async imagesOf(change: Change): Promise<ChangedImages> {
    const entries = [...change];
    const images: ChangedImage[] = [];
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      images.push(...this.someImages(entries.slice(at, at + AT_ONCE)));
    }
    return images;
  }

  private someImages(entries: readonly (readonly [string, ImagePair])[]): ChangedImages {
    const before = this.decode(entries.map(([key, pair]) => [key, pair.before]));
    const after = this.decode(entries.map(([key, pair]) => [key, pair.after]));
    return entries.map(([key]) => {
      const [was, is] = [before.get(key), after.get(key)];
      return { ...(was && { before: was }), ...(is && { after: is }) };
    });
  }

  private decode(texts: readonly (readonly [string, string | undefined])[]): ReadonlyMap<string, Image> {
    const jsons = texts.flatMap(([, json]) => json ?? []);
    const images = decodeStoredImages(Buffer.from(`[${jsons.join()}]`), this.rules);
    const masked = images.map((image) => maskFormer(image, (text) => this.secrets.mask(text)));
    return new Map(
      masked.flatMap((image) => (image ? [[imageKey(image.id, image.source), image] as const] : [])),
    );
  }
}
