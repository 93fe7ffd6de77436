import type { Finding } from './secret-patterns.js';

const leaks = new Set<string>();

/** Notes that a secret came out; the test that is running is blamed for it. */
export function noteLeak(where: string, { secret, how }: Finding): void {
  const test = expect.getState().currentTestName ?? 'no test, but what is around them';
  leaks.add(`${secret}, ${how}, in ${where}; during: ${test}`);
}

/** What was noted since the last look. */
export function takeLeaks(): readonly string[] {
  const taken = [...leaks];
  leaks.clear();
  return taken;
}

/** @throws Error that names every secret that came out since the last look, where and how, and the value of none */
export function expectNoLeaks(): void {
  const taken = takeLeaks();
  if (taken.length > 0) throw new Error(`secrets came out:\n  ${taken.join('\n  ')}`);
}
