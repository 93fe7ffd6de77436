/** Keeps what was used last within a number of bytes; what was not used for longest goes first. */
export class Recent<V extends { readonly byteLength: number }> {
  private readonly entries = new Map<string, V>();
  private bytes = 0;

  /** @param maxBytes a larger value is made, but not kept */
  constructor(private readonly maxBytes: number) {}

  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** The value under a key, made now if it is not kept. */
  get(key: string, make: () => V): V {
    const kept = this.entries.get(key);
    const value = kept ?? make();
    if (kept) this.entries.delete(key);
    else this.bytes += value.byteLength;
    this.entries.set(key, value);
    this.shrink();
    return value;
  }

  private shrink(): void {
    for (const [key, { byteLength }] of this.entries) {
      if (this.bytes <= this.maxBytes) return;
      this.entries.delete(key);
      this.bytes -= byteLength;
    }
  }
}
