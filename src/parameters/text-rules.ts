import { Check } from './check.js';

/** The longest value of any parameter that says nothing else, in characters. */
export const LONGEST_VALUE = 256;

/** Whether a text has at most `max` characters (code points). */
export function fits(text: string, max: number): boolean {
  return text.length <= max || [...text].length <= max;
}

/** The same for the documentation: without NUL, and not blank. */
export const TEXT_PATTERN = String.raw`^[^\u0000]*\S[^\u0000]*$`;

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

export function hasNul(text: string): boolean {
  return text.includes('\0');
}

/**
 * The rules of every parameter whose value is text: no NUL, not too long, not empty.
 *
 * @param hasTooMany whether a value holds too many words or elements, which is then told in place of its length
 */
export function textRules(
  max: number = LONGEST_VALUE,
  hasTooMany: (value: string) => boolean = () => false,
): PropertyDecorator[] {
  return [
    Check('INVALID_FORMAT', 'must not contain NUL', (values) => !values.some(hasNul)),
    notTooLong((value) => hasNul(value) || hasTooMany(value), max),
    Check('EMPTY_VALUE', 'must not be empty or blank', (values) =>
      values.every((value) => !isBlank(value) || !fits(value, max)),
    ),
  ];
}

/** @param isWrong whether a value has a more basic fault than its length */
export function notTooLong(
  isWrong: (value: string) => boolean,
  max: number = LONGEST_VALUE,
): PropertyDecorator {
  return Check('TOO_LONG', `must have at most ${max} characters`, (values) =>
    values.every((value) => fits(value, max) || isWrong(value)),
  );
}

/** The rule of a parameter that holds one value. */
export function once(): PropertyDecorator {
  return Check('REPEATED_PARAMETER', 'must be given only once', (values) => values.length === 1);
}

/** The rule of a parameter that may be repeated so many times. */
export function atMost(maxValues: number): PropertyDecorator {
  return Check(
    'TOO_MANY_VALUES',
    `must be given at most ${maxValues} times`,
    (values) => values.length <= maxValues,
  );
}
