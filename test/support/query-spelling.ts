import { seeded, type Random } from '../../src/stand-in/seeded.js';

import type { QueryParameters } from './reference-filter.js';

/** Writes a query in one of its many spellings: order of the parameters, escapes, their case, empty parts. */
export function spellQuery(parameters: QueryParameters, seed: number): string {
  const { random } = seeded(String(seed));
  const parts = shuffled(parameters, random).map(
    ([name, value]) => `${spellText(name, random)}=${spellText(value, random)}`,
  );
  return parts.join(random.int(1, 10) === 1 ? '&&' : '&');
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, place: random.int(0, 1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

function spellText(text: string, random: Random): string {
  return [...text].map((character) => spellCharacter(character, random)).join('');
}

function spellCharacter(character: string, random: Random): string {
  if (character === ' ') return random.pick(['+', '%20']);
  const mayStandAsItIs = /[A-Za-z0-9._~\-,:;!$'()*/?@=]/.test(character);
  if (mayStandAsItIs && random.int(1, 8) > 1) return character;
  const bytes = [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return random.pick([bytes, bytes.toUpperCase()]);
}
