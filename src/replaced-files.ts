import type { LoadedConfig } from './config/load-config.js';
import type { Log } from './observability/log.js';

/** Which files a process reads: of the upstream's secrets, with several processes, the primary only. */
export const OF_UPSTREAM = (setting: string): boolean => setting.startsWith('UPSTREAM_');
export const OF_WORKERS = (setting: string): boolean => !OF_UPSTREAM(setting);

/** Has each replacement of a secret's file in the log, whenever it is noticed. */
export function logReplacements({ files }: LoadedConfig, log: Log): void {
  files.listen(({ kind, ...facts }) => {
    if (kind === 'loaded') log.info('secret file loaded', facts);
    else log.warn('secret file not used: the value before it stays in force', facts);
  });
}

/** Reads files anew, at once. */
export function rereadFiles(
  { files }: LoadedConfig,
  log: Log,
  concerns?: (setting: string) => boolean,
): void {
  log.info('files read again', { settings: files.reread(concerns) });
}
