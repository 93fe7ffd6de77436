import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { faultMatrix } from '../support/upstream-fault-page.js';

const PAGE = join(__dirname, '../../docs/reliability.md');

describe('docs/reliability.md', () => {
  it('has the matrix of upstream faults that the tests hold the gateway to', () => {
    const page = readFileSync(PAGE, 'utf8');
    const [, table = ''] =
      /<!-- upstream-faults -->\n<!-- prettier-ignore -->\n([^]*?)\n<!-- \/upstream-faults -->/.exec(page) ??
      [];
    expect(table.trim().split('\n')).toEqual(faultMatrix().split('\n'));
  });
});
