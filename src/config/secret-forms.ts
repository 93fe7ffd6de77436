/**
 * The spellings under which a secret can turn up in a text: as it is, URL-encoded, as part of a JSON string, in
 * base64 and base64url with and without padding, and in hex. Hex digits, also those of URL escapes, are either
 * all upper or all lower case, and a blank in a URL is `%20` or `+`. None is shorter than the secret.
 */
export function spellingsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const base64 = bytes.toString('base64');
  const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
  const hex = bytes.toString('hex');
  const url = encodeForUrl(value);
  const urls = [url, url.replace(/%../g, (escape) => escape.toLowerCase())];
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    ...urls,
    ...urls.map((text) => text.replaceAll('%20', '+')),
    ...[base64, base64url].flatMap((text) => [text, text.replace(/=+$/, '')]),
    hex,
    hex.toUpperCase(),
  ];
}

/** Like `encodeURIComponent`, but half a surrogate pair becomes U+FFFD instead of an error. */
function encodeForUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
