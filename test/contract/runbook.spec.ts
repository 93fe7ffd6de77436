import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const RUNBOOK = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
);

/** What is logged as a warning or worse, where the message stands in the code as it is logged. */
function messages(): string[] {
  const texts = SOURCES.map((path) => readFileSync(join(ROOT, 'src', path), 'utf8'));
  const inCalls = texts.flatMap((text) => [...text.matchAll(/\blog\.(?:warn|error|fatal)\(\s*'([^']+)'/g)]);
  const store = readFileSync(join(ROOT, 'src/catalog/store/store-health.ts'), 'utf8');
  const ofStore = [...store.matchAll(/^ {2}\w+: '([^']+)'/gm)];
  return [...inCalls, ...ofStore].map(([, message]) => message!);
}

it('finds the messages', () => expect(messages().length).toBeGreaterThan(10));

it.each(messages())('the runbook says what to do at: %s', (message) => {
  expect(RUNBOOK).toContain(`### \`${message}\``);
});

it('speaks of no line that is not logged', () => {
  const [, lines = ''] = RUNBOOK.split('## Lines of the log');
  const told = [...lines.matchAll(/^### `([^`]+)`/gm)].map(([, message]) => message!);
  expect(told.filter((message) => !message.startsWith('port …')).toSorted()).toEqual(
    [...new Set(messages())].toSorted(),
  );
});
