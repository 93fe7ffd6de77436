import type { Finding, SecretPatterns } from './secret-patterns.js';

/** Bytes that come piece by piece, and are searched as if they came at once. */
export class SecretStream {
  private tail: Uint8Array = new Uint8Array();

  constructor(
    private readonly patterns: SecretPatterns,
    private readonly onFound: (finding: Finding) => void,
  ) {}

  write(piece: Uint8Array): void {
    const bytes = this.tail.length === 0 ? piece : Buffer.concat([this.tail, piece]);
    for (const finding of this.patterns.find(bytes, this.tail.length)) this.onFound(finding);
    const kept = Math.min(bytes.length, Math.max(0, this.patterns.longest - 1));
    this.tail = Uint8Array.prototype.slice.call(bytes, bytes.length - kept);
  }
}
