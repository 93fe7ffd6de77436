import Negotiator from 'negotiator';

import { remembered } from '../domain/remembered.js';

const negotiated = remembered((both) => {
  const [produced = '', accept = ''] = both.split('\n');
  // a caller may name the character set as well, because our answers do
  const offered = [produced, `${produced}; charset=utf-8`];
  return new Negotiator({ headers: { accept } }).mediaType(offered) !== undefined;
});

/** Whether a caller with this `Accept` takes answers of a type (RFC 9110, 12.5.1); without one, any. */
export function accepts(accept: string | undefined, produced: string): boolean {
  if (!accept || accept === '*/*') return true;
  return negotiated(`${produced}\n${accept}`);
}
