/** What was seen of a soak: counts, times, and what was wrong. */
export class Chronicle {
  readonly answers = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly warnings = new Map<string, number>();
  /** As callers saw it, and as the gateways' logs say; milliseconds. */
  readonly latencies = { calm: new Array<number>(), outage: new Array<number>() };
  readonly logged = { calm: new Array<number>(), outage: new Array<number>() };
  /** Whether anything is being broken now. */
  isOutage = (): boolean => false;
  readonly wrong: string[] = [];
  requests = 0;
  restarts = 0;
  private startedAt = performance.now();

  constructor(private readonly seed: number) {}

  /** All is up: the soak begins. */
  begin(): void {
    this.startedAt = performance.now();
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return (performance.now() - this.startedAt) / 1_000;
  }

  static count(table: Map<string, number>, name: string): void {
    table.set(name, (table.get(name) ?? 0) + 1);
  }

  /** Notes something that the contract does not allow, and says so at once. */
  complain(what: string, where = ''): void {
    const line = `seed ${this.seed}, at ${this.seconds.toFixed(1)} s: ${what}${where && ` [${where}]`}`;
    if (this.wrong.length < MOST_SHOWN) process.stdout.write(`WRONG ${line}\n`);
    this.wrong.push(line);
  }
}

/** One cause can have thousands of effects. */
const MOST_SHOWN = 60;

/** Resolves after so many milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
