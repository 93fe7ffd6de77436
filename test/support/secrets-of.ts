import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { SETTINGS } from '../../src/config/settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings that are secrets; a user name is shown to nobody, but as a word it is none. */
const SECRET_NAMES = Object.entries(SETTINGS)
  .filter(([name, { kind }]) => kind.type === 'secret' && name !== 'UPSTREAM_USERNAME')
  .map(([name]) => name);

/** The secrets that settings hold, by name. */
export function secretsIn(env: Environment): ReadonlyMap<string, string> {
  const given = SECRET_NAMES.flatMap((name): [string, string][] => {
    const value = secretPart(name, env[name]);
    return value === undefined ? [] : [[name, value]];
  });
  return new Map(given);
}

/** The secrets in the files that settings name, as they are now, by the name of that setting. */
export function secretsInFiles(env: Environment): ReadonlyMap<string, string> {
  const found = SECRET_NAMES.flatMap((name): [string, string][] => {
    const path = env[`${name}_FILE`];
    const value = path === undefined ? undefined : secretPart(name, textOf(path)?.replace(/\r?\n$/, ''));
    return value === undefined ? [] : [[`${name}_FILE`, value]];
  });
  return new Map(found);
}

/** Settings together with those of a `.env` file in a folder, if there is one. */
export function withEnvFile(env: Environment, folder: string): Environment {
  return { ...parseEnv(textOf(join(folder, '.env')) ?? ''), ...env };
}

/** Of the address of a store its password. */
function secretPart(name: string, value: string | undefined): string | undefined {
  if (name !== 'CACHE_URL' || value === undefined) return value;
  const password = URL.canParse(value) ? new URL(value).password : '';
  return /%(?![0-9a-f]{2})/i.test(password) ? password : decodeURIComponent(password);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
