/** Shorter pieces of base64 turn up by chance. */
const LEAST_BASE64 = 7;

/**
 * The spellings under which a secret can turn up in a text: as it is; as part of a JSON string, also of ASCII alone,
 * with escaped slashes, or within another JSON string; URL-encoded, strictly, as a form, sparingly as in a browser's
 * address, twice, or byte by byte; in HTML; with every letter escaped in JSON or HTML; with its UTF-8 taken for Latin-1; in hex; and in base64 and base64url, also where other
 * bytes stand before or after it in what was encoded.
 *
 * Escapes are in capitals or not as their standards write them: compare without regard to case. None is shorter than
 * the secret.
 */
export function spellingsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  const url = encodeForUrl(value);
  const json = JSON.stringify(value).slice(1, -1);
  const spellings = [
    value,
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    JSON.stringify(json).slice(1, -1),
    url,
    url.replaceAll('%20', '+'),
    url.replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    new URLSearchParams({ '': value }).toString().slice(1),
    encodeURIComponent(url),
    url.replace(/%(3B|2F|3F|3A|40|26|3D|2B|24|2C|23)/g, (escape) => decodeURIComponent(escape)),
    inHtml(value),
    [...bytes].map((byte) => `%${hex(byte, 2)}`).join(''),
    value
      .split('')
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(''),
    [...value].map((letter) => `&#${letter.codePointAt(0)};`).join(''),
    [...value].map((letter) => `&#x${hex(letter.codePointAt(0) ?? 0, 1)};`).join(''),
    bytes.toString('latin1'),
    bytes.toString('hex'),
    ...base64Of(bytes),
  ];
  return [...new Set(spellings)];
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

/** Like `encodeURIComponent`, but half a surrogate pair becomes U+FFFD instead of an error. */
function encodeForUrl(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

function inHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * With padding and without, and what is left of it wherever the bytes begin and end in a longer text: its first and
 * last character depend on what stands there.
 */
function base64Of(bytes: Buffer): readonly string[] {
  const alone = bytes.toString('base64');
  const within = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const isOpen = (before + bytes.length) % 3 !== 0;
    return text.slice(before === 0 ? 0 : before + 1, isOpen ? -1 : undefined);
  });
  const texts = [alone, alone.replace(/=+$/, ''), ...within.filter(({ length }) => length >= LEAST_BASE64)];
  return texts.flatMap((text) => [
    text.replaceAll('-', '+').replaceAll('_', '/'),
    text.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}
