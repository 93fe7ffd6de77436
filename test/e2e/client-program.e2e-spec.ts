import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

/** As another team would write it. */
const PROGRAM = `
import { ImageGatewayClient, ProblemError } from './client.mjs';

const client = new ImageGatewayClient({ baseUrl: process.argv[2] });
let linux = 0;
for await (const image of client.iterateImages({ osType: 'linux', fields: ['name', 'osType'] }))
  if (image.osType === 'linux') linux++;
const { page, items } = await client.listImages({ osType: 'linux', limit: 1 });
const missing = await client.getImage('none').catch((error) => error instanceof ProblemError && error.code);
const same = await client.getImage(items[0].id);
console.log(JSON.stringify({ linux, total: page.total, missing, same: same.id === items[0].id }));
`;

let rig: Rig;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  rig = await startRig({ images: generateImages(450) });
  await catalogLoaded(rig);
});

afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true });
});

it('works as one file, made for browsers, in a program of its own', async () => {
  const esbuild = join(ROOT, 'node_modules/.bin/esbuild');
  const file = join(folder, 'client.mjs');
  const options = ['--bundle', '--format=esm', '--platform=browser', `--outfile=${file}`];
  await run(esbuild, [join(ROOT, 'client/src/client.ts'), ...options]);
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  const { stdout } = await run(process.execPath, [join(folder, 'program.mjs'), rig.gateway.url]);
  const told = JSON.parse(stdout) as { linux: number; total: number };
  expect(told).toEqual({ linux: told.total, total: told.total, missing: 'IMAGE_NOT_FOUND', same: true });
  expect(told.total).toBeGreaterThan(200);
});
