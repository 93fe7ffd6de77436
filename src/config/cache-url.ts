import type { SecretKind } from './secret-kinds.js';
import { hasControl, withoutBlanks, type Parsed } from './setting-kinds.js';

/** Where an address says that the last good catalogue is kept. A folder need not exist yet. */
export type StoreAddress =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'redis'; readonly url: URL };

const FORM =
  'memory:, file: with the path of a folder, as in file:./var/catalog, or redis:// or rediss:// with ' +
  'host, port and database, as in redis://user:password@host:6379/0';

/** The address of a store; a secret, because that of a Redis holds its password. */
export function cacheUrl(): SecretKind {
  const parse = (text: string): Parsed<string> =>
    withoutBlanks(text) ?? (storeAddress(text) ? { value: text } : { fault: `must be ${FORM}` });
  return { type: 'secret', form: FORM, parse };
}

/** What an address says; `undefined` when it is none. */
export function storeAddress(text: string): StoreAddress | undefined {
  if (text === 'memory:') return { kind: 'memory' };
  if (/^rediss?:/.test(text)) return redisAddress(text);
  const folder = folderOf(text);
  return folder === undefined ? undefined : { kind: 'file', folder };
}

/** The password in an address, as it is sent; `undefined` where there is none. */
export function storePassword(text: string): string | undefined {
  const address = storeAddress(text);
  const password = address?.kind === 'redis' ? decodeURIComponent(address.url.password) : '';
  return password === '' ? undefined : password;
}

/** `file:./a` and `file:/a` are paths as they stand; `file:///a` is a URL without a host (RFC 8089). */
function folderOf(text: string): string | undefined {
  const path = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(text)?.[1];
  const isPath = path !== undefined && !path.startsWith('//') && path === path.trim() && !hasControl(path);
  return isPath ? path : undefined;
}

function redisAddress(text: string): StoreAddress | undefined {
  if (!URL.canParse(text) || hasControl(text) || /[?#]/.test(text)) return undefined;
  const url = new URL(text);
  const isWhole = text.startsWith(`${url.protocol}//`) && url.hostname !== '';
  const isEncoded = [url.username, url.password].every(canDecode);
  return isWhole && isEncoded && /^\/?\d{0,5}$/.test(url.pathname) ? { kind: 'redis', url } : undefined;
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
