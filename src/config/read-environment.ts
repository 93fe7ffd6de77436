import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.js';
import type { Environment } from './environment.js';
import { SETTINGS } from './settings.js';
import { WatchedFile } from './watched-file.js';

/**
 * The variables of the process together with those of a file; the process wins, also with an empty variable.
 *
 * The file is the one that `ENV_FILE` names, from `cwd`; none when that is empty; else `.env` in `cwd`, if there
 * is one. Its syntax is that of Node's `--env-file`.
 *
 * @throws ConfigError when the file cannot be read or holds a line that is no `NAME=value`.
 */
export function readEnvironment(env: Environment, cwd: string): Environment {
  const named = env['ENV_FILE'];
  if (named === '') return { ...env };
  const path = named === undefined ? join(cwd, '.env') : resolve(cwd, named);
  const merged: Record<string, string | undefined> = parseFile(path, named === undefined);
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

/**
 * Takes the secrets out of the variables of the process, once they are read: its children get what is left, and so does
 * a diagnostic report of Node.
 */
export function forgetSecrets(env: Record<string, string | undefined>): void {
  for (const [name, { kind }] of Object.entries(SETTINGS)) if (kind.type === 'secret') delete env[name];
}

function parseFile(path: string, isOptional: boolean): Record<string, string | undefined> {
  const which = isOptional ? 'the file .env in the working directory' : 'its file';
  const content = new WatchedFile(path).changed();
  if (content === undefined || 'unreadable' in content) {
    const reason = content?.unreadable ?? 'unknown reason';
    if (isOptional && reason === 'ENOENT') return {};
    throw new ConfigError([{ name: 'ENV_FILE', detail: `${which} cannot be read (${reason})` }]);
  }
  const variables = parseEnv(content.text);
  if (Object.keys(variables).some((name) => !/^[A-Za-z_]\w*$/.test(name))) {
    const detail = `${which} holds a line that is not NAME=value; the parser would take it into the next name`;
    throw new ConfigError([{ name: 'ENV_FILE', detail }]);
  }
  return { ...variables };
}
