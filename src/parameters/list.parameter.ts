import { Check } from './check.js';
import { parameter } from './parameter.js';
import { fits, hasNul, isBlank, once, textRules } from './text-rules.js';

/** One comma list of known names, each at most once. */
export function ListParameter(options: {
  /** The names that may stand in the list. */
  readonly known: readonly string[];
  /** May stand in front of a name: `-name` is about `name`, as `name` is. */
  readonly prefix?: string;
  readonly maxLength: number;
  readonly maxItems?: number;
  readonly schema: { readonly default?: string; readonly example: string };
}): PropertyDecorator {
  const { known, prefix = '', maxLength, maxItems = Infinity, schema } = options;
  const knownNames = new Set(known);
  const subject = (element: string): string => withoutPrefix(element, prefix);
  const hasTooMany = (value: string): boolean => value.split(',').length > maxItems;
  const elements = (value: string): string[] =>
    fits(value, maxLength) && !hasNul(value) ? value.split(',') : [];
  return parameter(
    { type: 'string', maxLength, pattern: patternOf(known, prefix, maxItems), ...schema },
    once(),
    ...textRules(maxLength, hasTooMany),
    Check('TOO_MANY_VALUES', `must have at most ${maxItems} elements`, (values) =>
      values.every((value) => !hasTooMany(value) || hasNul(value)),
    ),
    Check('EMPTY_VALUE', 'must have no empty element', (values) =>
      values.every((value) => !elements(value).some(isBlank)),
    ),
    Check(
      'UNKNOWN_VALUE',
      'must hold known names only, with commas between them',
      (values) =>
        values.every((value) =>
          elements(value).every((element) => knownNames.has(subject(element)) || isBlank(element)),
        ),
      known,
    ),
    Check('CONFLICT', 'must not name anything twice', (values) =>
      values.every((value) => {
        const subjects = elements(value)
          .filter((element) => !isBlank(element))
          .map(subject);
        return new Set(subjects).size === subjects.length;
      }),
    ),
  );
}

/** An element without the prefix that may stand in front of it. */
export function withoutPrefix(element: string, prefix: string): string {
  return element.startsWith(prefix) ? element.slice(prefix.length) : element;
}

/** What a list looks like, for the documentation; that nothing stands twice in it cannot be said so. */
function patternOf(known: readonly string[], prefix: string, maxItems: number): string {
  const element = `${prefix && `${prefix}?`}(${known.join('|')})`;
  return `^${element}(,${element}){0,${Number.isFinite(maxItems) ? maxItems - 1 : ''}}$`;
}
