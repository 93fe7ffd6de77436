import { Check } from './check.js';
import { parameter, repeatable, requiredParameter } from './parameter.js';
import {
  atMost,
  hasNul,
  isBlank,
  LONGEST_VALUE,
  notTooLong,
  once,
  TEXT_PATTERN,
  textRules,
} from './text-rules.js';

function aText(max: number): { type: 'string'; minLength: number; maxLength: number; pattern: string } {
  return { type: 'string', minLength: 1, maxLength: max, pattern: TEXT_PATTERN };
}

/** One text of 1 to `max` characters. */
export function TextParameter(max: number): PropertyDecorator {
  return parameter(aText(max), once(), ...textRules(max));
}

/** The same for one that must be there. */
export function RequiredTextParameter(max: number): PropertyDecorator {
  return requiredParameter(aText(max), once(), ...textRules(max));
}

/** Words with blanks between them, at most so many. */
export function WordsParameter(max: number, maxWords: number): PropertyDecorator {
  const hasTooMany = (value: string): boolean => wordsOf(value).length > maxWords;
  return parameter(
    aText(max),
    once(),
    ...textRules(max, hasTooMany),
    Check('TOO_MANY_VALUES', `must have at most ${maxWords} words`, (values) =>
      values.every((value) => !hasTooMany(value) || hasNul(value)),
    ),
  );
}

/** Any of several texts. */
export function TextsParameter(bounds: { max?: number; maxValues?: number } = {}): PropertyDecorator {
  const { max = LONGEST_VALUE, maxValues } = bounds;
  return parameter(
    repeatable({ maxLength: max, pattern: TEXT_PATTERN }, maxValues),
    ...(maxValues === undefined ? [] : [atMost(maxValues)]),
    ...textRules(max),
  );
}

/** Any of several texts of a given form. */
export function PatternsParameter(pattern: RegExp, form: string, maxValues: number): PropertyDecorator {
  return parameter(
    repeatable({ maxLength: LONGEST_VALUE, pattern: pattern.source }, maxValues),
    Check('INVALID_FORMAT', `must be ${form}`, (values) => values.every((value) => pattern.test(value))),
    atMost(maxValues),
    notTooLong((value) => !pattern.test(value)),
  );
}

/** The words of a text, without the blanks around them. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => !isBlank(word));
}
