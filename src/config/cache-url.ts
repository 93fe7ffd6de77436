import type { StorePlace } from './app-config.js';
import { hasControl, type Kind, type Parsed } from './setting-kinds.js';

const FORM = 'memory: or file: with the path of a folder, as in file:./var/catalog';

/** The address of a store: `memory:`, or `file:` with a path, absolute or from the working directory. */
export function cacheUrl(): Kind<StorePlace> {
  return { type: 'url', form: FORM, parse };
}

function parse(text: string): Parsed<StorePlace> {
  if (text === 'memory:') return { value: Object.freeze({ kind: 'memory' }) };
  if (/^rediss?:/.test(text)) return { fault: `is not supported by this version; it must be ${FORM}` };
  const folder = folderOf(text);
  return folder === undefined
    ? { fault: `must be ${FORM}` }
    : { value: Object.freeze({ kind: 'file', folder }) };
}

/** `file:./a` and `file:/a` are paths as they stand; `file:///a` is a URL without a host (RFC 8089). */
function folderOf(text: string): string | undefined {
  const path = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(text)?.[1];
  const isPath = path !== undefined && !path.startsWith('//') && path === path.trim() && !hasControl(path);
  return isPath ? path : undefined;
}
