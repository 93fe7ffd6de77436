/** Something that is waited for, and given once by somebody else; what is given later is passed over. */
export class Signal<T> {
  readonly given: Promise<T>;
  private resolve!: (value: T) => void;

  constructor() {
    this.given = new Promise((resolve) => (this.resolve = resolve));
  }

  give(value: T): void {
    this.resolve(value);
  }
}
