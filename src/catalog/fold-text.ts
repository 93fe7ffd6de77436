/**
 * Brings texts to one form in which case and the spelling of accents (Unicode NFC) make no difference.
 *
 * A part of a text stays a part of it: the Greek sigma, whose lower case depends on what follows, has one form.
 * What is folded stays as it is when it is folded again.
 */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC').replaceAll('ς', 'σ');
}
