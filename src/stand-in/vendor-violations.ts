import type { IncomingCall } from './incoming-call.js';
import { namesAnImage } from './vendor-api.js';

/**
 * What is wrong with a call, if a correct client never makes it.
 *
 * @param secrets values that have no place in a query
 */
export function violationOf(call: IncomingCall, secrets: readonly string[]): string | undefined {
  const values = [...call.query.values()];
  if (secrets.some((secret) => secret !== '' && values.includes(secret))) return 'a credential in the query';
  if (call.operation === 'other') return 'no call that a gateway makes';
  if (call.operation === 'images' && namesAnImage(call))
    return 'id on the images path is the delete operation';
  const known = call.operation === 'images' ? ['limit', 'marker'] : [];
  const unknown = [...call.query.keys()].find((name) => !known.includes(name));
  return unknown === undefined ? undefined : `unknown query parameter ${unknown}`;
}
