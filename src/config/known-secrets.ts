import { spellingsOf } from './secret-forms.js';
import type { Secret } from './secret.js';

const MASK = '***';
const NEWEST = 64;
const MIN_LENGTH = 4;

/**
 * The secrets that must not leave us, whoever repeats them: an upstream in its data, an error in its text.
 *
 * Values shorter than 4 characters are ignored, because masking them would spoil every text. Secrets come in
 * groups, one for each origin, and the newest 64 of a group are remembered: tokens that are issued all the time
 * cannot push out a password that was read once.
 */
export class KnownSecrets {
  readonly #groups = new Map<string, Set<string>>();
  /** Every spelling under its first characters, the longest first. */
  #spellings: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>();
  /** Finds the places where a spelling may begin; beginnings only, so that it stays small with long tokens. */
  #beginnings: RegExp | undefined;

  /** @param origin names the group; use one of a few fixed words */
  add(secret: Secret, origin = 'issued'): void {
    const value = secret.reveal();
    if (value.length < MIN_LENGTH) return;
    const group = this.#groups.get(origin) ?? new Set();
    const isNew = !group.delete(value);
    group.add(value);
    this.#groups.set(origin, group);
    for (const oldest of group) {
      if (group.size <= NEWEST) break;
      group.delete(oldest);
    }
    if (isNew) this.#compile();
  }

  /**
   * The text with `***` in place of every known secret, in any of the spellings of `spellingsOf` and in any case:
   * what is masked may be lower-cased later.
   */
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

  #compile(): void {
    const values = [...this.#groups.values()].flatMap((group) => [...group]);
    const spellings = new Map<string, string[]>();
    for (const spelling of new Set(values.flatMap((value) => spellingsOf(value)).map(lowerCase))) {
      const beginning = spelling.slice(0, MIN_LENGTH);
      spellings.set(beginning, [...(spellings.get(beginning) ?? []), spelling]);
    }
    for (const alike of spellings.values()) alike.sort((a, b) => b.length - a.length);
    this.#spellings = spellings;
    this.#beginnings = new RegExp([...spellings.keys()].map(literal).join('|'), 'g');
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
