import type { LoadedConfig } from './config/load-config.js';
import type { Log } from './observability/log.js';

const READ_BY_WORKERS = new Set(['CURSOR_SECRET_FILE', 'ACCESS_KEYS_FILE']);

/** Which files are read by whom, where there are several processes. */
export const OF_WORKERS = (setting: string): boolean => READ_BY_WORKERS.has(setting);
export const OF_PRIMARY = (setting: string): boolean => !OF_WORKERS(setting);

/** Has each replacement of a secret's file in the log, whenever it is noticed. */
export function logReplacements({ files }: LoadedConfig, log: Log): void {
  files.listen(({ kind, ...facts }) => {
    if (kind === 'loaded') log.info('secret file loaded', facts);
    else log.warn('secret file not used: the value before it stays in force', facts);
  });
}

/** Reads files anew, at once; all of them, unless told which. */
export function rereadFiles(
  { files }: LoadedConfig,
  log: Log,
  concerns?: (setting: string) => boolean,
): void {
  log.info('files read again', { settings: files.reread(concerns) });
}
