/** An answer, and the tag to ask with whether it still holds. */
export interface KeptAnswer {
  readonly etag: string;
  readonly text: string;
}

/** The answers that were asked for last, by address; those that were not used for longest go first. */
export class KeptAnswers {
  private readonly answers = new Map<string, KeptAnswer>();
  private characters = 0;

  /** @param mostCharacters of all together; a longer answer is not kept */
  constructor(private readonly mostCharacters: number) {}

  get(address: string): KeptAnswer | undefined {
    const kept = this.answers.get(address);
    if (kept) {
      this.answers.delete(address);
      this.answers.set(address, kept);
    }
    return kept;
  }

  keep(address: string, answer: KeptAnswer): void {
    this.drop(address);
    this.answers.set(address, answer);
    this.characters += answer.text.length;
    for (const oldest of this.answers.keys()) {
      if (this.characters <= this.mostCharacters) return;
      this.drop(oldest);
    }
  }

  private drop(address: string): void {
    this.characters -= this.answers.get(address)?.text.length ?? 0;
    this.answers.delete(address);
  }
}
