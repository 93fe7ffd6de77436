import type { AccessConfig } from './app-config.js';
import { decodeKeyFile } from './key-file.js';
import type { PlainSettings } from './plain-settings.js';
import type { SettingFaults } from './setting-faults.js';
import { WatchedFile } from './watched-file.js';

/** Who may call; `undefined` when that is not said, or the key file cannot be used, which is noted. */
export function readAccess(plain: PlainSettings, faults: SettingFaults): AccessConfig | undefined {
  const mode = plain.optional('ACCESS_MODE');
  const keysFile = plain.optional('ACCESS_KEYS_FILE');
  if (mode === undefined && !faults.concern('ACCESS_MODE')) {
    faults.add('ACCESS_MODE', 'is missing; say who may call: api-key or anonymous');
  }
  if (mode === 'anonymous') return Object.freeze({ mode });
  if (keysFile !== undefined) checkKeyFile(keysFile, faults);
  if (mode === undefined) return undefined;
  if (keysFile !== undefined) return Object.freeze({ mode, keysFile });
  if (!faults.concern('ACCESS_KEYS_FILE')) {
    faults.add('ACCESS_KEYS_FILE', 'is missing; ACCESS_MODE=api-key needs the file of client keys');
  }
  return undefined;
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
