import { SecretPatterns } from './secret-patterns.js';

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
  const everything = Buffer.from(outputs.join('\n'));
  return PATTERNS.find(everything).map(({ secret, how, start, end }) => [
    secret,
    how,
    everything.toString('utf8', Math.max(0, start - 80), end + 80),
  ]);
}

/** Made once: a soak looks some million times. */
const PATTERNS = new SecretPatterns();
for (const [name, secret] of Object.entries(CANARIES)) {
  PATTERNS.add(name, secret);
  const parts = { 'its beginning': secret.slice(0, -4), 'its end': secret.slice(-6) };
  for (const [how, part] of Object.entries(parts)) {
    PATTERNS.addSpelling(name, { how, bytes: Buffer.from(part), inAnyCase: true });
  }
}
