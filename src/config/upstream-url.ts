import type { Kind, Parsed } from './setting-kinds.js';
import { withoutBlanks } from './setting-kinds.js';

/**
 * The base address of an HTTP API: `http:` or `https:`, without user info, query and fragment.
 *
 * The value is normalised as browsers do (WHATWG URL) and has no slash at its end. No fault echoes the text,
 * because it may hold credentials.
 */
export function baseUrl(): Kind<string> {
  const form = 'an http(s) URL without user info, query and fragment';
  const parse = (text: string): Parsed<string> => withoutBlanks(text) ?? parseBaseUrl(text);
  return { type: 'url', form, parse, schema: { pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' } };
}

function parseBaseUrl(text: string): Parsed<string> {
  const isClean = /^https?:\/\/[^/\\]/i.test(text) && !/[\s\p{Cc}]/u.test(text);
  if (!isClean || !URL.canParse(text)) {
    return { fault: 'must be a URL that begins with https:// (or http://, see UPSTREAM_ALLOW_HTTP)' };
  }
  const url = new URL(text);
  if (/^https?:\/\/[^/?#]*@/i.test(text)) {
    return { fault: 'must not hold a user name or password; use the settings made for them' };
  }
  if (/[?#]/.test(text)) return { fault: 'must not hold a query (?) or a fragment (#)' };
  return { value: url.origin + url.pathname.replace(/\/+$/, '') };
}

/** Whether a URL made by `baseUrl` would send credentials in the clear over a network. */
export function isOpenHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Expects a host as WHATWG URL normalises it: `127.1` has become `127.0.0.1`. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The base address of an image service: a version at its end is taken away. */
export function withoutImageVersion(url: string): string {
  return url.replace(/\/v2(?:\.\d+)?$/, '');
}
