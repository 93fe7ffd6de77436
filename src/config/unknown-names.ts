import { closest } from 'fastest-levenshtein';
import type { Environment } from './environment.js';
import { given } from './environment.js';
import type { SettingFaults } from './setting-faults.js';
import { SETTINGS } from './settings.js';

/** A variable that begins like this is meant for us, so one we do not know is a mistake. */
const OUR_PREFIXES = [
  'UPSTREAM_',
  'IDENTITY_',
  'CACHE_',
  'ACCESS_',
  'JWT_',
  'CORS_',
  'RATE_LIMIT',
  'CURSOR_',
  'PROPERTIES_',
  'MANAGEMENT_',
  'SHUTDOWN_',
  'TRUST_',
];

const NAME_MAX = 64;

/** Notes every variable that begins like one of ours and is none. */
export function refuseUnknownNames(env: Environment, faults: SettingFaults): void {
  const known = knownNames();
  const unknown = Object.keys(env).filter(
    (name) => given(env, name) !== undefined && !known.includes(name) && isOurs(name),
  );
  for (const name of unknown.toSorted()) faults.add(printable(name), describe(name, known));
}

function knownNames(): readonly string[] {
  return Object.entries(SETTINGS).flatMap(([name, { kind }]) =>
    kind.type === 'secret' ? [name, `${name}_FILE`] : [name],
  );
}

function isOurs(name: string): boolean {
  return OUR_PREFIXES.some((prefix) => name.startsWith(prefix));
}

function describe(name: string, known: readonly string[]): string {
  const plain = name.replace(/_FILE$/, '');
  if (known.includes(plain)) return `only secrets may come from a file; did you mean ${plain}?`;
  return `is no setting; did you mean ${closest(name.slice(0, NAME_MAX), known)}?`;
}

/** A mangled line such as `UPSTREAM_TOKEN:secret=` makes a value part of the name: what follows is cut off. */
function printable(name: string): string {
  const clean = /^\w*/.exec(name)?.[0].slice(0, NAME_MAX) ?? '';
  return clean === name ? name : `${clean}…`;
}
