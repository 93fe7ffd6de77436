import type { View } from '../domain/view.js';
import { cutInput, type ParameterFault } from '../problems/parameter-fault.js';

/** What does not stand for itself: escapes, a blank, and the bytes of `escapeBytes`. */
const ENCODED = /[%+\u0080-\u00ff]/;

/** A request's query, decoded, before anybody asked what its parameters mean. */
export interface RawQuery {
  /** All values of each parameter, in the order of the request. A map: a name may be `__proto__`. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What could not be decoded; such a value is not among the values. */
  readonly faults: readonly ParameterFault[];
}

/** A query together with what of the catalogue its sender may see. The door puts it so (`http/viewer.ts`). */
export interface ViewersQuery extends RawQuery {
  readonly view: View;
}

/**
 * Splits a query at `&` and the first `=`, and decodes percent-escapes and `+` (a blank) in both halves.
 *
 * Strict where others guess: a lone `%` or bytes that are no UTF-8 are faults of that parameter. Parts with
 * nothing in them (`a=1&&b=2`) are passed over. No brackets, no lists, no nesting.
 */
export function parseQueryString(query: string): RawQuery {
  const values = new Map<string, string[]>();
  const faults: ParameterFault[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const split = part.indexOf('=');
    const rawName = split < 0 ? part : part.slice(0, split);
    const name = decode(rawName);
    const value = decode(split < 0 ? '' : part.slice(split + 1));
    if (name === undefined || value === undefined) {
      faults.push({
        parameter: cutInput(name ?? rawName),
        code: 'INVALID_FORMAT',
        detail: 'must be valid UTF-8, with % only as part of an escape such as %20',
      });
    } else {
      const known = values.get(name);
      if (known) known.push(value);
      else values.set(name, [value]);
    }
  }
  return { values, faults };
}

function decode(text: string): string | undefined {
  if (!ENCODED.test(text)) return text;
  try {
    return decodeURIComponent(escapeBytes(text).replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Bytes that a caller did not escape, as some do with UTF-8, reach us as one character each. */
function escapeBytes(text: string): string {
  return text.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
