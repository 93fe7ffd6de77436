import type { Kind } from './setting-kinds.js';
import { kind } from './setting-kinds.js';

/** The kinds of credentials that may be taken, or that none is asked for. */
const MODES = ['api-key', 'jwt', 'anonymous'] as const;

export type AccessMode = (typeof MODES)[number];

/** One or both kinds of credentials with a comma between, in any order; or `anonymous` alone. */
export function accessModes(): Kind<readonly AccessMode[]> {
  return kind('enum', 'api-key, jwt, both with a comma (api-key,jwt), or anonymous', (text) => {
    const names = text.split(',');
    const found = MODES.filter((mode) => names.includes(mode));
    const isWhole = found.length === names.length;
    const isMixed = found.length > 1 && found.includes('anonymous');
    return isWhole && !isMixed ? Object.freeze(found) : undefined;
  });
}
