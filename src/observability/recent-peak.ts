import type { Clock } from './clock.js';

const WINDOW_MS = 15_000;

/** The greatest value of the last 15 to 30 seconds, so that no scrape misses it; 0 without one. */
export class RecentPeak {
  private window = 0;
  private current = 0;
  private previous = 0;

  constructor(private readonly clock: Clock) {}

  note(value: number): void {
    this.move();
    if (value > this.current) this.current = value;
  }

  read(): number {
    this.move();
    return Math.max(this.current, this.previous);
  }

  private move(): void {
    const window = Math.floor(this.clock.monotonic() / WINDOW_MS);
    if (window === this.window) return;
    this.previous = window === this.window + 1 ? this.current : 0;
    this.current = 0;
    this.window = window;
  }
}
