const GUARDED_FROM = 20;

/**
 * Doubts a listing that suddenly holds less than half of a catalogue of 20 or more: upstreams have answered
 * half a list, or none, as if all were well. Said twice in a row, it is believed.
 */
export class ShrinkGuard {
  private doubted = false;

  /** @returns whether the listing must be confirmed by the next one before it may replace the catalogue */
  doubts(current: number, listed: number): boolean {
    this.doubted = !this.doubted && current >= GUARDED_FROM && listed < current / 2;
    return this.doubted;
  }

  /** The listing before was doubted elsewhere. */
  remember(): void {
    this.doubted = true;
  }

  /** The listing before was believed elsewhere. */
  forget(): void {
    this.doubted = false;
  }
}
