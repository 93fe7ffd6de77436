import { Check } from './check.js';
import { parameter } from './parameter.js';
import { fits, isBlank, once, textRules } from './text-rules.js';

/** One comma list of known names, each at most once. */
export function ListParameter(options: {
  /** The names that may stand in the list. */
  readonly known: readonly string[];
  /** What an element says about: `-name` is about `name`. */
  readonly subject?: (element: string) => string;
  readonly maxLength: number;
  readonly maxItems?: number;
  readonly schema: { readonly default?: string; readonly example: string };
}): PropertyDecorator {
  const { known, subject = (element) => element, maxLength, maxItems = Infinity, schema } = options;
  const elements = (values: readonly string[]): string[] =>
    values.filter((value) => fits(value, maxLength)).flatMap((value) => value.split(','));
  return parameter(
    { type: 'string', maxLength, ...schema },
    once(),
    ...textRules(maxLength),
    Check(
      'TOO_MANY_VALUES',
      `must have at most ${maxItems} elements`,
      (values) => elements(values).length <= maxItems,
    ),
    Check('EMPTY_VALUE', 'must have no empty element', (values) => !elements(values).some(isBlank)),
    Check(
      'UNKNOWN_VALUE',
      'must hold known names only, with commas between them',
      (values) => elements(values).every((element) => isBlank(element) || known.includes(subject(element))),
      known,
    ),
    Check('CONFLICT', 'must not name anything twice', (values) =>
      values.every((value) => {
        const subjects = elements([value])
          .filter((element) => !isBlank(element))
          .map(subject);
        return new Set(subjects).size === subjects.length;
      }),
    ),
  );
}
