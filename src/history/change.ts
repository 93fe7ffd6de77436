/**
 * What one image was, and what it is. Both are JSON as answers show it; absent where there was, or is, no such image.
 */
export interface ImagePair {
  readonly before?: string;
  readonly after?: string;
}

/** What lies between two versions: by id and source, with a blank between them, which is in neither. */
export type Change = ReadonlyMap<string, ImagePair>;

/**
 * Puts changes that follow one another together: what was added and removed again is not in it, nor what is in the end
 * as it was.
 */
export class ChangeSum {
  private readonly pairs = new Map<string, ImagePair>();

  /** @param isReversed whether the change is gone through from its end to its beginning */
  add(change: Change, isReversed = false): void {
    for (const [key, pair] of change) {
      const { before, after } = isReversed ? { before: pair.after, after: pair.before } : pair;
      const known = this.pairs.get(key);
      this.put(key, known ? known.before : before, after);
    }
  }

  get sum(): Change {
    return this.pairs;
  }

  private put(key: string, before: string | undefined, after: string | undefined): void {
    if (before === after) this.pairs.delete(key);
    else
      this.pairs.set(key, { ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
  }
}
