import { DEFAULT_PROPERTIES_ALLOW } from '../../src/domain/properties-allow.js';
import { prepareRows } from '../../src/catalog/prepare/prepare-rows.js';
import type { Image } from '../../src/domain/image.js';
import type { RecordedCall, StandInImage } from '../../src/stand-in/stand-in.types.js';
import { compilePropertyAllowList } from '../../src/upstream/normalise/properties.js';
import { mapToastImage } from '../../src/upstream/toast-v1/toast-image.mapper.js';
import { masked } from './secret-watch.js';

/** A list that the upstream had, as the gateway must show it. */
export interface Edition {
  readonly version: string;
  /** By id. */
  readonly images: ReadonlyMap<string, Image>;
}

interface Change {
  readonly at: number;
  readonly before: readonly StandInImage[];
  readonly after: readonly StandInImage[];
}

const RULES = {
  source: 'default',
  allowsProperty: compilePropertyAllowList(DEFAULT_PROPERTIES_ALLOW),
  mask: masked,
};
/** A walk over the upstream's pages takes less, however it is hindered. */
const LONGEST_WALK_MS = 100_000;
/** To look for one takes seconds, and each of many answers would have it looked for. */
const UNKNOWN_FOR_MS = 10_000;

/** Every list that the upstream ever had, by version; and those that a walk over its pages saw change in the middle. */
export class VersionBook {
  private readonly editions = new Map<string, Edition>();
  private readonly images = new WeakMap<StandInImage, Image>();
  private readonly changes: Change[] = [];
  /** Versions that were looked for in vain, and until when that holds. */
  private readonly unknown = new Map<string, number>();
  private rows: readonly StandInImage[] = [];
  private latest: Edition | undefined;

  /** @param calls those that the upstream was asked for lately */
  constructor(private readonly calls: () => readonly RecordedCall[]) {}

  get current(): Edition {
    if (!this.latest) throw new Error('there is no list yet');
    return this.latest;
  }

  get size(): number {
    return this.editions.size;
  }

  all(): Iterable<Edition> {
    return this.editions.values();
  }

  /** Before the upstream has it. */
  enter(rows: readonly StandInImage[]): void {
    const after = rows.toSorted(newestFirst);
    this.changes.push({ at: Date.now(), before: this.rows, after });
    this.rows = after;
    this.latest = this.editionOf(after);
  }

  /** @returns `undefined` for a version that the upstream never had */
  find(version: string): Edition | undefined {
    const known = this.editions.get(version);
    if (known || (this.unknown.get(version) ?? 0) > Date.now()) return known;
    const torn = this.torn(version);
    if (!torn) this.unknown.set(version, Date.now() + UNKNOWN_FOR_MS);
    return torn;
  }

  /** A walk that saw its list change continues in the new one behind the marker of its last page. */
  private torn(version: string): Edition | undefined {
    for (const { at, before, after } of this.changes.slice(-4).toReversed()) {
      for (const marker of this.markersSince(at)) {
        const [old, next] = [before, after].map((rows) => rows.findIndex(({ id }) => id === marker));
        if (old === undefined || next === undefined || old < 0 || next < 0) continue;
        const mixed = [...before.slice(0, old + 1), ...after.slice(next + 1)];
        if (this.editionOf(mixed).version === version) return this.editions.get(version);
      }
    }
    return undefined;
  }

  private markersSince(from: number): Set<string> {
    const calls = this.calls().filter(({ at }) => at >= from && at < from + LONGEST_WALK_MS);
    return new Set(calls.map(({ query }) => query['marker']).filter((marker) => marker !== undefined));
  }

  private editionOf(rows: readonly StandInImage[]): Edition {
    const images = new Map<string, Image>();
    for (const row of rows) {
      const image = this.imageOf(row);
      if (image && !images.has(image.id)) images.set(image.id, image);
    }
    const { version } = prepareRows([...images.values()]);
    const edition = this.editions.get(version) ?? { version, images };
    this.editions.set(version, edition);
    return edition;
  }

  private imageOf(row: StandInImage): Image | undefined {
    const image = this.images.get(row) ?? mapToastImage(row, RULES).image;
    if (image) this.images.set(row, image);
    return image;
  }
}

/** As the upstream pages them. */
function newestFirst(a: StandInImage, b: StandInImage): number {
  const [x, y] = [`${a.createdAt} ${a.id}`, `${b.createdAt} ${b.id}`];
  return x < y ? 1 : x > y ? -1 : 0;
}
