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

/** A step, taken as time went, or back. */
interface Move {
  readonly step: Step;
  readonly isReversed: boolean;
}

/** A way from one version to another. */
export type Path = readonly Move[];

/**
 * The steps between the versions of late, of all replicas that share a store: a graph, because replicas may come to one
 * version on different ways. The steps with the highest numbers are kept, as many as the limits let.
 */
export class Steps {
  private readonly byName = new Map<string, Step>();
  private sorted: readonly Step[] = [];
  private readonly ways = new Map<string, Move[]>();
  private readonly waysBack = new Map<string, Move[]>();

  constructor(private readonly limits: StepLimits = STEP_LIMITS) {}

  /** All of them, the oldest first. */
  get all(): readonly Step[] {
    return this.sorted;
  }

  get bytes(): number {
    return this.sorted.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** Higher than that of any step. */
  get nextOrder(): number {
    return (this.sorted.at(-1)?.order ?? 0) + 1;
  }

  /** Adds steps; of two with one name the later one stays. Then drops the oldest ones that are too many. */
  add(steps: readonly Step[]): void {
    for (const step of steps) {
      const known = this.byName.get(nameOf(step));
      if (!known || known.order < step.order) this.byName.set(nameOf(step), step);
    }
    this.trim();
    this.map();
  }

  /** The shortest way from one version to another in the direction in which time went; `undefined` where there is none. */
  path(from: string, to: string): Path | undefined {
    return shortest(from, to, [this.ways]);
  }

  /** The same, but steps may also be taken back. */
  anyPath(from: string, to: string): Path | undefined {
    return shortest(from, to, [this.ways, this.waysBack]);
  }

  private trim(): void {
    const all = [...this.byName.values()].sort(
      (a, b) => a.order - b.order || (nameOf(a) < nameOf(b) ? -1 : 1),
    );
    let bytes = all.reduce((sum, { body }) => sum + body.length, 0);
    let first = 0;
    for (; all.length - first > this.limits.steps || bytes > this.limits.bytes; first++) {
      const oldest = all[first]!;
      this.byName.delete(nameOf(oldest));
      bytes -= oldest.body.length;
    }
    this.sorted = all.slice(first);
  }

  private map(): void {
    this.ways.clear();
    this.waysBack.clear();
    for (const step of this.sorted) {
      push(this.ways, step.from, { step, isReversed: false });
      push(this.waysBack, step.to, { step, isReversed: true });
    }
  }
}

function push(ways: Map<string, Move[]>, version: string, move: Move): void {
  const known = ways.get(version);
  if (known) known.push(move);
  else ways.set(version, [move]);
}

/** A step is looked at once. */
function shortest(
  from: string,
  to: string,
  ways: readonly ReadonlyMap<string, readonly Move[]>[],
): Path | undefined {
  const cameBy = new Map<string, Move | undefined>([[from, undefined]]);
  // a map is walked with what is added on the way
  for (const version of cameBy.keys()) {
    if (version === to) return pathTo(to, cameBy);
    for (const move of ways.flatMap((each) => each.get(version) ?? [])) {
      const end = endOf(move);
      if (!cameBy.has(end)) cameBy.set(end, move);
    }
  }
  return undefined;
}

function pathTo(to: string, cameBy: ReadonlyMap<string, Move | undefined>): Path {
  const path: Move[] = [];
  for (let move = cameBy.get(to); move; move = cameBy.get(startOf(move))) path.push(move);
  return path.reverse();
}

function startOf({ step, isReversed }: Move): string {
  return isReversed ? step.to : step.from;
}

function endOf({ step, isReversed }: Move): string {
  return isReversed ? step.from : step.to;
}
