import { spellingsOf, type Spelling } from './secret-spellings.js';

/** A secret that came out: its name, and how it was spelt. Never its value. */
export interface Finding {
  readonly secret: string;
  readonly how: string;
  /** The first byte of it, and the one behind it. */
  readonly start: number;
  readonly end: number;
}

interface Pattern extends Omit<Finding, 'start' | 'end'> {
  readonly bytes: Uint8Array;
  readonly inAnyCase: boolean;
}

/** With fewer characters a secret would be found in every text. */
const SHORTEST_SECRET = 4;
const BEGINNING = 4;
const SLOT_BITS = 18;

/** `A` to `Z` in lower case, every other byte as it is. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** Finds any number of secrets in bytes, in one pass whose time does not depend on how many there are. */
export class SecretPatterns {
  /** The length of the longest spelling. */
  longest = 0;
  private readonly known = new Set<string>();
  private readonly byBeginning = new Map<number, Pattern[]>();
  /** Marks the hashes of beginnings, so that nearly every place in a text is passed over at once. */
  private readonly slots = new Uint8Array(1 << SLOT_BITS);

  /** @returns whether it is new, and long enough to be looked for */
  add(name: string, secret: string): boolean {
    if (secret.length < SHORTEST_SECRET || this.known.has(secret)) return false;
    this.known.add(secret);
    for (const spelling of spellingsOf(secret)) this.addSpelling(name, spelling);
    return true;
  }

  addSpelling(secret: string, { how, bytes, inAnyCase }: Spelling): void {
    if (bytes.length < BEGINNING) return;
    const folded = bytes.map((byte) => FOLDED[byte]!);
    const beginning = folded.reduce((read, byte, at) => (at < BEGINNING ? (read << 8) | byte : read), 0);
    const alike = this.byBeginning.get(beginning) ?? [];
    this.byBeginning.set(beginning, [
      ...alike,
      { secret, how, inAnyCase, bytes: inAnyCase ? folded : bytes },
    ]);
    this.slots[slotOf(beginning)] = 1;
    this.longest = Math.max(this.longest, bytes.length);
  }

  /** @param from only what ends behind this byte is told */
  find(bytes: Uint8Array, from = 0): Finding[] {
    const found: Finding[] = [];
    const { slots } = this;
    const { length } = bytes;
    let read = 0;
    for (let at = 0; at < length; at++) {
      read = (read << 8) | FOLDED[bytes[at]!]!;
      if (slots[slotOf(read)] === 0) continue;
      const finding = this.findAt(bytes, at + 1 - BEGINNING, read);
      if (finding && finding.end > from) found.push(finding);
    }
    return found;
  }

  private findAt(bytes: Uint8Array, start: number, beginning: number): Finding | undefined {
    const pattern = this.byBeginning.get(beginning)?.find((each) => isAt(bytes, start, each));
    return pattern && { secret: pattern.secret, how: pattern.how, start, end: start + pattern.bytes.length };
  }
}

/** Looked up once: in Jest each look at a global costs more than all the rest. */
const { imul } = Math;

function slotOf(beginning: number): number {
  return imul(beginning, 0x9e3779b1) >>> (32 - SLOT_BITS);
}

function isAt(bytes: Uint8Array, start: number, { bytes: wanted, inAnyCase }: Pattern): boolean {
  if (start < 0 || start + wanted.length > bytes.length) return false;
  return wanted.every((byte, at) => {
    const there = bytes[start + at]!;
    return byte === (inAnyCase ? FOLDED[there] : there);
  });
}
