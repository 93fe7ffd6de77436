import { existsSync, readFileSync } from 'node:fs';

const PAGE = readFileSync('docs/security.md', 'utf8');

/** Tests, as the page names them: `e2e/access` is `test/e2e/access.e2e-spec.ts`. */
const NAMED = [...PAGE.matchAll(/`((?:e2e|contract|src)\/[\w./-]+)`/g)].map(([, name = '']) => name);

function fileOf(name: string): string {
  if (name.startsWith('src/')) return `${name}.spec.ts`;
  return name.startsWith('e2e/') ? `test/${name}.e2e-spec.ts` : `test/${name}.spec.ts`;
}

describe('docs/security.md', () => {
  it.each([...new Set(NAMED)])('names a test that there is: %s', (name) => {
    expect(existsSync(fileOf(name)) ? name : `${fileOf(name)} is missing`).toBe(name);
  });

  it('has a test or a decision for each of its items', () => {
    const rows = PAGE.split('\n').filter((line) => /^\| (?:API)?\d/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(50);
    const open = rows.filter((row) => !/`(?:e2e|contract|src)\//.test(row) && !row.includes('decided'));
    expect(open).toEqual([]);
  });
});
