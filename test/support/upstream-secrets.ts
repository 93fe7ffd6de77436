/** Made up, with every character that some spelling changes. They open nothing. */
export const CANARIES = {
  appkey: 'Canary/appkey+=\u00e9"7fQ2',
  password: 'Canary password/+=\u00e9"9sK4',
  token: 'Canary/token+="5dW8',
  cursorSecret: 'Canary/cursor+=\u00e9"3hM6',
  apiKey: 'Canary/api-key+=\u00e9"1jZ0',
} as const;

/** Where a secret was found: its name, how it was spelt, and what stands around it. */
export type Leak = readonly [secret: string, spelling: string, excerpt: string];

/** Looks for every secret, in every spelling, in everything that came out. */
export function leaksIn(outputs: readonly string[]): Leak[] {
  const everything = outputs.join('\n');
  return ALL_SPELLINGS.flatMap(([name, spelling, text]): Leak[] => {
    const at = everything.indexOf(text);
    return at < 0 ? [] : [[name, spelling, everything.slice(Math.max(0, at - 80), at + 80)]];
  });
}

/** Made once: a soak looks some million times. */
const ALL_SPELLINGS = Object.entries(CANARIES).flatMap(([name, secret]) =>
  Object.entries(spellings(secret)).map(([spelling, text]) => [name, spelling, text] as const),
);

/** The spellings under which a secret can turn up, apart from those of the code under test. */
function spellings(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret, 'utf8');
  const url = encodeURIComponent(secret);
  return {
    plain: secret,
    'its beginning': secret.slice(0, -4),
    'its end': secret.slice(-6),
    'as bytes': bytes.toString('latin1'),
    json: JSON.stringify(secret).slice(1, -1),
    'json in json': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    'json in ascii': JSON.stringify(secret).slice(1, -1).replace('\u00e9', '\\u00e9'),
    url,
    'url in lower case': url.replace(/%../g, (escape) => escape.toLowerCase()),
    'url of a form': url.replaceAll('%20', '+'),
    'url in a url': encodeURIComponent(url),
    'url as a browser writes it': encodeURI(secret),
    html: secret.replaceAll('"', '&quot;'),
    hex: bytes.toString('hex'),
    'hex in capitals': bytes.toString('hex').toUpperCase(),
    ...Object.fromEntries([0, 1, 2].map((before) => [`base64 after ${before}`, base64Core(bytes, before)])),
    ...Object.fromEntries(
      [0, 1, 2].map((before) => [
        `base64url after ${before}`,
        base64Core(bytes, before).replaceAll('+', '-').replaceAll('/', '_'),
      ]),
    ),
  };
}

/** What base64 makes of these bytes wherever they stand in a longer text; the characters at the ends depend on that. */
function base64Core(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  return text.slice(before === 0 ? 0 : before + 1, -1);
}
