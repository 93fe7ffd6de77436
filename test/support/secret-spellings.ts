/** A way in which a secret can be written, and the bytes that it then has. */
export interface Spelling {
  readonly how: string;
  readonly bytes: Buffer;
  /** Whether letters in another case say the same. */
  readonly inAnyCase: boolean;
}

/** Shorter pieces of base64 turn up by chance. */
const LEAST_BASE64 = 7;

/** Every way in which a secret could come out, told apart from those that the code under test knows. */
export function spellingsOf(secret: string): readonly Spelling[] {
  const texts = Object.entries(textsOf(secret)).map(([how, text]) => ({
    how,
    bytes: Buffer.from(text, 'utf8'),
    inAnyCase: true,
  }));
  const pieces = Object.entries(base64Of(Buffer.from(secret, 'utf8')))
    .filter(([, text]) => text.length >= LEAST_BASE64)
    .map(([how, text]) => ({ how, bytes: Buffer.from(text, 'latin1'), inAnyCase: false }));
  const latin1 = { how: 'in Latin-1', bytes: Buffer.from(secret, 'latin1'), inAnyCase: true };
  return [...texts, ...(/^[\0-\xff]*$/.test(secret) ? [latin1] : []), ...pieces];
}

function textsOf(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret, 'utf8');
  const url = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return {
    plain: secret,
    'UTF-8 taken for Latin-1': bytes.toString('latin1'),
    'in JSON': json,
    'in JSON within JSON': JSON.stringify(json).slice(1, -1),
    'in JSON of ASCII': json.replace(/[^\0-\x7f]/g, (unit) => `\\u${hexOf(unit.charCodeAt(0), 4)}`),
    'in JSON with escaped slashes': json.replaceAll('/', '\\/'),
    'in a URL': url,
    'in a URL, as RFC 3986 has it': url.replace(/[!'()*]/g, escaped),
    'in a URL, byte by byte': bytes.toString('hex').replace(/../g, '%$&'),
    'in JSON, letter by letter': secret.replace(/[^]/g, (unit) => `\\u${hexOf(unit.charCodeAt(0), 4)}`),
    'in a form': new URLSearchParams({ '': secret }).toString().slice(1),
    'in a URL within a URL': encodeURIComponent(url),
    'in a URL, as a browser writes it': encodeURI(secret),
    'in HTML': secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
    'in hex': bytes.toString('hex'),
  };
}

/** What base64 makes of these bytes wherever they stand in a longer text; the characters at the ends depend on that. */
function base64Of(bytes: Buffer): Readonly<Record<string, string>> {
  const pieces = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const isOpen = (before + bytes.length) % 3 !== 0;
    return [before, text.slice(before === 0 ? 0 : before + 1, isOpen ? -1 : undefined)] as const;
  });
  return {
    ...Object.fromEntries(pieces.map(([before, text]) => [`in base64url after ${before}`, text])),
    ...Object.fromEntries(
      pieces.map(([before, text]) => [
        `in base64 after ${before}`,
        text.replaceAll('-', '+').replaceAll('_', '/'),
      ]),
    ),
  };
}

function escaped(letter: string): string {
  return `%${hexOf(letter.charCodeAt(0), 2)}`;
}

function hexOf(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
