import { nameOf, type Step } from './step.js';

/** Of versions that several replicas have come to on different ways there are more steps than versions. */
const MOST_STEPS = 512;
const MOST_BYTES = 32 * 1024 * 1024;

/** What a set of steps may hold. */
export interface StepLimits {
  readonly steps: number;
  /** Of bodies. */
  readonly bytes: number;
}

/** Documented in docs/api.md and docs/operations.md. */
export const STEP_LIMITS: StepLimits = { steps: MOST_STEPS, bytes: MOST_BYTES };

/** A way from one version to another. */
export type Path = readonly { readonly step: Step; readonly isReversed: boolean }[];

/**
 * The steps between the versions of late, of all replicas that share a store: a graph, because replicas may come to one
 * version on different ways. The steps with the highest numbers are kept, as many as the limits let.
 */
export class Steps {
  private readonly byName = new Map<string, Step>();

  constructor(private readonly limits: StepLimits = STEP_LIMITS) {}

  /** All of them, the oldest first. */
  get all(): readonly Step[] {
    return [...this.byName.values()].sort((a, b) => a.order - b.order || (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  get bytes(): number {
    return this.all.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** Higher than that of any step. */
  get nextOrder(): number {
    return this.all.reduce((highest, { order }) => Math.max(highest, order), 0) + 1;
  }

  /** Adds steps; of two with one name the later one stays. Then drops the oldest ones that are too many. */
  add(steps: readonly Step[]): void {
    for (const step of steps) {
      const known = this.byName.get(nameOf(step));
      if (!known || known.order < step.order) this.byName.set(nameOf(step), step);
    }
    this.trim();
  }

  has(step: Step): boolean {
    return this.byName.get(nameOf(step))?.order === step.order;
  }

  /** The shortest way from one version to another in the direction in which time went; `undefined` where there is none. */
  path(from: string, to: string): Path | undefined {
    return shortest(from, to, (version) =>
      this.all.filter((step) => step.from === version).map((step) => ({ step, isReversed: false })),
    );
  }

  /** The same, but steps may also be taken back. */
  anyPath(from: string, to: string): Path | undefined {
    return shortest(from, to, (version) =>
      this.all.flatMap((step) => [
        ...(step.from === version ? [{ step, isReversed: false }] : []),
        ...(step.to === version ? [{ step, isReversed: true }] : []),
      ]),
    );
  }

  private trim(): void {
    const all = this.all;
    let bytes = this.bytes;
    for (const [at, step] of all.entries()) {
      if (all.length - at <= this.limits.steps && bytes <= this.limits.bytes) return;
      this.byName.delete(nameOf(step));
      bytes -= step.body.length;
    }
  }
}

function shortest(from: string, to: string, next: (version: string) => Path): Path | undefined {
  const ways = new Map<string, Path>([[from, []]]);
  for (const [version, way] of ways) {
    if (version === to) return way;
    for (const one of next(version)) {
      const end = one.isReversed ? one.step.from : one.step.to;
      // a map is walked with what is added on the way
      if (!ways.has(end)) ways.set(end, [...way, one]);
    }
  }
  return undefined;
}
