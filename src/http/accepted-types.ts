import Negotiator from 'negotiator';

import { remembered } from '../domain/remembered.js';

const negotiated = remembered((both) => {
  const [produced = '', accept = ''] = both.split('\n');
  // a caller may name the character set as well, because our answers do
  const offered = [produced, `${produced}; charset=utf-8`];
  return new Negotiator({ headers: { accept } }).mediaType(offered) !== undefined;
});

const preferred = remembered((both) => {
  const [accept = '', ...produced] = both.split('\n');
  const offered = produced.flatMap((type) => [type, `${type}; charset=utf-8`]);
  const chosen = new Negotiator({ headers: { accept } }).mediaType(offered);
  return chosen === undefined ? '' : chosen.split(';', 1)[0]!;
});

/**
 * The one of these types that a caller with this `Accept` takes best (RFC 9110, 12.5.1); of equals the first one.
 *
 * @returns `undefined` where it is none of them
 */
export function preferredType(accept: string | undefined, produced: readonly string[]): string | undefined {
  if (!accept) return produced[0];
  return preferred([accept, ...produced].join('\n')) || undefined;
}

/** Whether a caller with this `Accept` takes answers of a type (RFC 9110, 12.5.1); without one, any. */
export function accepts(accept: string | undefined, produced: string): boolean {
  if (!accept || accept === '*/*') return true;
  return negotiated(`${produced}\n${accept}`);
}
