import { spellingsOf } from './secret-forms.js';

const MASK = '***';
const MIN_LENGTH = 4;

/**
 * Finds a fixed set of secrets in texts, in any of the spellings of `spellingsOf` and in any case: what is masked
 * may be lower-cased later.
 */
export class SecretMask {
  /** Every spelling under its first characters, the longest first. */
  readonly #spellings = new Map<string, string[]>();
  /** Finds the places where a spelling may begin; beginnings only, so that it stays small with long tokens. */
  readonly #beginnings: RegExp | undefined;

  /** Whether a value is masked at all: with fewer than 4 characters it would spoil every text. */
  static covers(value: string): boolean {
    return value.length >= MIN_LENGTH;
  }

  constructor(values: readonly string[]) {
    const covered = values.filter((value) => SecretMask.covers(value));
    for (const spelling of new Set(covered.flatMap((value) => spellingsOf(value)).map(lowerCase))) {
      const beginning = spelling.slice(0, MIN_LENGTH);
      this.#spellings.set(beginning, [...(this.#spellings.get(beginning) ?? []), spelling]);
    }
    for (const alike of this.#spellings.values()) alike.sort((a, b) => b.length - a.length);
    if (this.#spellings.size > 0)
      this.#beginnings = new RegExp([...this.#spellings.keys()].map(literal).join('|'), 'g');
  }

  /** The text with `***` in place of every secret. */
  mask(text: string): string {
    if (this.#beginnings === undefined) return text;
    let masked = '';
    let end = 0;
    for (const span of this.#spans(this.#beginnings, lowerCase(text))) {
      masked += text.slice(end, span.start) + MASK;
      end = span.end;
    }
    return masked + text.slice(end);
  }

  /** Where secrets are in a text in lower case; those that overlap are one span, so that no tail of the second is left. */
  #spans(beginnings: RegExp, text: string): readonly Span[] {
    const spans: Span[] = [];
    beginnings.lastIndex = 0;
    for (let match = beginnings.exec(text); match !== null; match = beginnings.exec(text)) {
      const start = match.index;
      beginnings.lastIndex = start + 1;
      const found = this.#spellings.get(match[0])?.find((spelling) => text.startsWith(spelling, start));
      if (found === undefined) continue;
      const end = start + found.length;
      const last = spans.at(-1);
      if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
      else spans.push({ start, end });
    }
    return spans;
  }
}

/** The text in lower case, but for the few letters that would then be longer: places in it stay what they are. */
function lowerCase(text: string): string {
  return text.replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase();
    return lower.length === letter.length ? lower : letter;
  });
}

interface Span {
  readonly start: number;
  end: number;
}

/** The source of a regular expression that matches just this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
