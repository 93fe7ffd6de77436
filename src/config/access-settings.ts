import type { AccessMode } from './access-modes.js';
import type { AccessConfig, TokenConfig } from './app-config.js';
import { decodeKeyFile } from './key-file.js';
import type { PlainSettings } from './plain-settings.js';
import type { SettingFaults } from './setting-faults.js';
import { WatchedFile } from './watched-file.js';

/** Who may call; `undefined` when that is not said, or a setting that it needs cannot be used, which is noted. */
export function readAccess(plain: PlainSettings, faults: SettingFaults): AccessConfig | undefined {
  const modes = plain.optional('ACCESS_MODE');
  if (modes === undefined && !faults.concern('ACCESS_MODE')) {
    faults.add('ACCESS_MODE', 'is missing; say who may call: api-key, jwt, both (api-key,jwt), or anonymous');
  }
  const keysFile = readKeysFile(modes, plain, faults);
  const tokens = readTokens(modes, plain, faults);
  if (modes === undefined) return undefined;
  if (modes.includes('anonymous')) return Object.freeze({ mode: 'anonymous' });
  return Object.freeze({ mode: 'credentials', keysFile, tokens });
}

/** The path of the key file, where keys are taken; without a mode a given one is looked at all the same. */
function readKeysFile(
  modes: readonly AccessMode[] | undefined,
  plain: PlainSettings,
  faults: SettingFaults,
): string | undefined {
  const keysFile = plain.optional('ACCESS_KEYS_FILE');
  if (modes?.includes('api-key') === false) return undefined;
  if (keysFile !== undefined) checkKeyFile(keysFile, faults);
  else if (modes !== undefined) {
    requireGiven('ACCESS_KEYS_FILE', 'ACCESS_MODE=api-key needs the file of client keys', faults);
  }
  return keysFile;
}

function checkKeyFile(path: string, faults: SettingFaults): void {
  const content = new WatchedFile(path).changed();
  if (content === undefined || 'unreadable' in content) {
    faults.add('ACCESS_KEYS_FILE', `cannot be read (${content?.unreadable ?? 'unknown reason'})`);
    return;
  }
  const decoded = decodeKeyFile(content.text);
  if ('faults' in decoded) decoded.faults.forEach((fault) => faults.add('ACCESS_KEYS_FILE', fault));
}

/** Which tokens are taken, if any are; the form of what is given is looked at in any case. */
function readTokens(
  modes: readonly AccessMode[] | undefined,
  plain: PlainSettings,
  faults: SettingFaults,
): TokenConfig | undefined {
  const issuer = plain.optional('JWT_ISSUER');
  const audience = plain.optional('JWT_AUDIENCE');
  const jwksUrl = plain.optional('JWT_JWKS_URL');
  const algorithms = plain.value('JWT_ALGORITHMS');
  if (!modes?.includes('jwt')) return undefined;
  if (issuer === undefined) requireGiven('JWT_ISSUER', 'ACCESS_MODE=jwt needs it', faults);
  if (audience === undefined) requireGiven('JWT_AUDIENCE', 'ACCESS_MODE=jwt needs it', faults);
  if (jwksUrl === undefined) requireGiven('JWT_JWKS_URL', 'ACCESS_MODE=jwt needs it', faults);
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return undefined;
  return Object.freeze({ issuer, audience, jwksUrl, algorithms });
}

/** Notes that a setting is missing, unless what is wrong with it is noted already. */
function requireGiven(name: string, why: string, faults: SettingFaults): void {
  if (!faults.concern(name)) faults.add(name, `is missing; ${why}`);
}
