/**
 * What JSON leaves as it is, and what a reader of a log may obey or be misled by: DEL and the C1 controls (0x9B begins
 * a command of a terminal), line ends of Unicode, and marks that turn the direction of a text.
 */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** The same JSON with those characters as escapes, so that a line is one line, and text is text. */
export function plainLine(json: string): string {
  return json.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
