import type { Random } from '../../src/stand-in/seeded.js';
import { Chronicle, sleep } from './chronicle.js';

/** Something that is broken for a while. */
export interface Trouble {
  readonly name: string;
  /** Whether a walk over the upstream's pages may take long meanwhile. */
  readonly isSlow?: boolean;
  begin(random: Random): void | Promise<void>;
  end(random: Random): void | Promise<void>;
}

/** Whether the part is well, and since when, in seconds of the chronicle. */
export class Health {
  trouble: Trouble | undefined;
  endedAt = -Infinity;

  constructor(private readonly chronicle: Chronicle) {}

  /** For so many seconds there was nothing. */
  isWellFor(seconds: number): boolean {
    return !this.trouble && this.chronicle.seconds - this.endedAt >= seconds;
  }
}

/** What a storm does, and how long it pauses and lasts, in milliseconds. */
export interface StormPlan {
  readonly troubles: readonly Trouble[];
  readonly calmMs: readonly [number, number];
  readonly lastMs: readonly [number, number];
  /** Whether nothing new may be broken now. */
  readonly isQuiet: () => boolean;
  /** Called when a trouble has begun, and when it has ended. */
  readonly onTurn?: (random: Random) => void;
}

/** Breaks one part again and again, each trouble once before any comes twice, at moments that the seed decides. */
export class Storm {
  readonly health: Health;
  private isOver = false;

  constructor(
    private readonly plan: StormPlan,
    private readonly random: Random,
    private readonly chronicle: Chronicle,
  ) {
    this.health = new Health(chronicle);
  }

  stop(): void {
    this.isOver = true;
  }

  /** Runs until `stop`; all is well then. */
  async run(): Promise<void> {
    const { troubles, calmMs, lastMs } = this.plan;
    let deck: Trouble[] = [];
    while (!this.isOver && troubles.length > 0) {
      await this.pause(this.random.int(...calmMs));
      while (this.plan.isQuiet() && !this.isOver) await sleep(200);
      if (this.isOver) return;
      if (deck.length === 0) deck = [...troubles];
      const [trouble] = deck.splice(this.random.int(0, deck.length - 1), 1);
      if (trouble) await this.strike(trouble, this.random.int(...lastMs));
    }
  }

  private async strike(trouble: Trouble, ms: number): Promise<void> {
    Chronicle.count(this.chronicle.faults, trouble.name);
    this.health.trouble = trouble;
    await trouble.begin(this.random);
    this.plan.onTurn?.(this.random);
    await this.pause(ms);
    await trouble.end(this.random);
    this.health.trouble = undefined;
    this.health.endedAt = this.chronicle.seconds;
    this.plan.onTurn?.(this.random);
  }

  private async pause(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (!this.isOver && performance.now() < until) await sleep(Math.min(200, until - performance.now()));
  }
}
