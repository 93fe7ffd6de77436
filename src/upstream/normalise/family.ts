import type { ReleaseName } from './release-name.js';

/** Letters and digits of any script with their marks, and dots that stand between two digits. */
const WORDS = /(?:[\p{L}\p{Nd}]\p{M}*|(?<=\p{Nd})\.(?=\p{Nd}))+/gu;
const HAS_DIGIT = /\p{Nd}/u;
const BUILD_NUMBER = /^\p{Nd}{5,}$/u;
const AFTER_FIRST_NUMBER = /(?<=\p{Nd})(?:\.\p{Nd}+)+/gu;
const AFTER_SECOND_NUMBER = /(?<=\p{Nd})(\.\p{Nd}+)(?:\.\p{Nd}+)*/gu;
/** What follows these names another product than the one before. */
const JOINTS = new Set(['with', 'for']);

/**
 * The slug of product and release line that the images of one line share: `ubuntu-server-22.04-lts`.
 *
 * Versions are cut to the release line: Ubuntu's own to two numbers, every other dotted one to its first
 * (`v8.0.0` to `v8`); bare build numbers of five or more digits are dropped; the language comes last. Lower
 * case, Unicode NFC, a dot only between digits.
 *
 * @returns `null` when no word is left.
 */
export function familyOf(release: ReleaseName): string | null {
  const words = normalise(release.base).match(WORDS) ?? [];
  const line = cutVersions(words.filter((word) => !BUILD_NUMBER.test(word)));
  if (line.length === 0) return null;
  return normalise([...line, ...(release.language === null ? [] : [release.language])].join('-'));
}

function cutVersions(words: readonly string[]): string[] {
  let ubuntusOwn = false;
  return words.map((word) => {
    ubuntusOwn = word.startsWith('ubuntu') || (ubuntusOwn && !JOINTS.has(word));
    if (!HAS_DIGIT.test(word)) return word;
    const cut = ubuntusOwn ? word.replace(AFTER_SECOND_NUMBER, '$1') : word.replace(AFTER_FIRST_NUMBER, '');
    ubuntusOwn = false;
    return cut;
  });
}

function normalise(text: string): string {
  return text.toLowerCase().normalize('NFC');
}
