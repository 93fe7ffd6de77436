/** In tenths of a further try, so that sums are exact. */
const FIRST = 100;
const EARNED = 1;
const COST = 10;

/**
 * How many further tries all exchanges of one listing may make together: ten, and one for every ten that succeed. A
 * list of a thousand pages of which each one fails at first thus costs a tenth more calls, not three times as many.
 */
export class RetryBudget {
  private tenths = FIRST;

  /** To be told of each exchange that succeeded. */
  earn(): void {
    this.tenths += EARNED;
  }

  /** Takes one further try. @returns whether there was one left */
  take(): boolean {
    if (this.tenths < COST) return false;
    this.tenths -= COST;
    return true;
  }
}
