import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FAULT_CODES } from '../../src/problems/parameter-fault.js';
import { PROBLEMS } from '../../src/problems/problem-catalog.js';

const PROBLEM_CODES = Object.keys(PROBLEMS);

function found(pattern: RegExp): string[] {
  const page = readFileSync(join(__dirname, '../../docs/problems.md'), 'utf8');
  return [...page.matchAll(pattern)].map(([, code]) => code!);
}

describe('docs/problems.md', () => {
  it('has one heading for each problem code, and none for a code that is gone', () => {
    expect(found(/^### `?([A-Z][A-Z_]+)`?$/gm).sort()).toEqual(PROBLEM_CODES.toSorted());
  });

  it('has one table row for each fault code, and none for a code that is gone', () => {
    const rows = found(/^\| `([A-Z][A-Z_]+)` *\|/gm).filter((code) => !PROBLEM_CODES.includes(code));
    expect(rows.sort()).toEqual(FAULT_CODES.toSorted());
  });
});
