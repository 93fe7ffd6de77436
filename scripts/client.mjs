// Builds the client into client/dist: one file for browsers and Node, and its types; and prints its size.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

const FOLDER = 'client/dist';
/** What a page pays for it, in bytes with gzip; more needs a reason. */
const MOST_BYTES = 4_096;

rmSync(FOLDER, { recursive: true, force: true });
const { status } = spawnSync('npx', ['tsc', '-p', 'client/tsconfig.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);

// a module of Node is an error for a browser
const options = {
  entryPoints: ['client/src/client.ts'],
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
};
await build({ ...options, outfile: `${FOLDER}/client.js`, logLevel: 'warning' });
const { outputFiles } = await build({ ...options, minify: true, write: false });
const minified = outputFiles[0].contents;
const zipped = gzipSync(minified).length;
console.log(
  `client: ${readFileSync(`${FOLDER}/client.js`).length} bytes, minified ${minified.length}, with gzip ${zipped}`,
);
if (zipped > MOST_BYTES) {
  console.error(`client: more than ${MOST_BYTES} bytes with gzip`);
  process.exit(1);
}
