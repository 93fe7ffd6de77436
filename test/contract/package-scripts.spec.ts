import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The last command of a script of package.json; it is the one that stays. */
function lastCommandOf(name: 'start' | 'demo'): string | undefined {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  // the tests that follow fail where it has another shape
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
  return scripts[name]?.split(/&&|;/).at(-1)?.trim();
}

describe('npm', () => {
  it.each(['start', 'demo'] as const)(
    'passes signals on to the service itself: the shell of `npm run %s` gives way to it',
    (name) => {
      expect(lastCommandOf(name)).toMatch(/^exec node dist\/[\w/-]+\.js$/);
    },
  );
});
