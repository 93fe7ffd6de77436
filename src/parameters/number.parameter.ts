import { parseSize, SIZE_FORM, SIZE_PATTERN } from '../domain/size.js';
import { Check } from './check.js';
import { parameter } from './parameter.js';
import { LONGEST_VALUE, notTooLong, once } from './text-rules.js';

const DIGITS = /^\d+$/;

/** A whole number in decimal digits, within inclusive bounds. */
export function IntegerParameter(bounds: { min: number; max: number; default?: number }): PropertyDecorator {
  const { min, max } = bounds;
  const form = `must be an integer from ${min} to ${max}`;
  const isWithin = (value: string): boolean => Number(value) >= min && Number(value) <= max;
  return parameter(
    {
      type: 'integer',
      minimum: min,
      maximum: max,
      ...(bounds.default !== undefined && { default: bounds.default }),
    },
    once(),
    Check('INVALID_FORMAT', form, (values) => values.every((value) => DIGITS.test(value))),
    Check('OUT_OF_RANGE', form, (values) => values.every((value) => !DIGITS.test(value) || isWithin(value))),
    notTooLong((value) => !DIGITS.test(value) || !isWithin(value)),
  );
}

/** Exactly `true` or `false`. */
export function BooleanParameter(): PropertyDecorator {
  return parameter(
    { type: 'boolean' },
    once(),
    Check('INVALID_FORMAT', 'must be true or false', (values) =>
      values.every((value) => value === 'true' || value === 'false'),
    ),
  );
}

/**
 * A size in bytes or with a unit, up to 2^53-1 bytes.
 *
 * @param notBelow the parameter whose size this one must not be below
 */
export function SizeParameter(notBelow?: string): PropertyDecorator {
  return parameter(
    { type: 'string', example: '20GiB', pattern: SIZE_PATTERN, maxLength: LONGEST_VALUE },
    once(),
    Check('INVALID_FORMAT', `must be ${SIZE_FORM}`, (values) =>
      values.every((value) => parseSize(value) !== undefined),
    ),
    Check('OUT_OF_RANGE', `must be from 0 to ${Number.MAX_SAFE_INTEGER} bytes`, (values) =>
      values.every((value) => parseSize(value) === undefined || parseSafeSize(value) !== undefined),
    ),
    notTooLong((value) => parseSafeSize(value) === undefined),
    ...(notBelow === undefined
      ? []
      : [ordered(notBelow, parseSafeSize, 'must not be below', (a, b) => a <= b)]),
  );
}

/** The size of a text, unless it is none or above 2^53-1. */
function parseSafeSize(text: string): number | undefined {
  const bytes = parseSize(text);
  return bytes !== undefined && bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
}

/** The rule of the second parameter of a pair; silent where either of them is wrong by itself. */
export function ordered(
  first: string,
  read: (text: string) => number | undefined,
  sentence: string,
  inOrder: (first: number, second: number) => boolean,
): PropertyDecorator {
  return Check('CONFLICT', `${sentence} '${first}'`, (values, query) => {
    const bounds = [query[first]?.[0], values[0]].map((text) =>
      text === undefined ? undefined : read(text),
    );
    const [low, high] = bounds;
    return low === undefined || high === undefined || inOrder(low, high);
  });
}
