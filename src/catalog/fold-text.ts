/** Brings texts to one form in which case and the spelling of accents (Unicode NFC) make no difference. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
