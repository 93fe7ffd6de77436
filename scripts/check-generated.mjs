// Writes the generated files anew, beside the committed ones, and compares: docs/openapi.json, and the types of the client.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'image-gateway-'));
const files = [
  ['docs/openapi.json', 'dist/openapi/write-openapi.js'],
  ['client/src/api-types.ts', 'scripts/write-client-types.mjs'],
];

let failed = false;
for (const [committed, program] of files) {
  const fresh = join(folder, 'fresh');
  const { status } = spawnSync(process.execPath, [program, fresh], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0 || readFileSync(fresh, 'utf8') !== readFileSync(committed, 'utf8')) {
    console.error(`${committed} is not current: run npm run generate, read the difference, and commit it`);
    failed = true;
  }
}
rmSync(folder, { recursive: true });
process.exit(failed ? 1 : 0);
