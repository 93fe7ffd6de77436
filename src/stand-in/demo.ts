import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { demoEnvironment, demoHint } from './demo-environment.js';
import { oneUpstream, threeRegions } from './demo-upstreams.js';

const COUNT = 200;
const GATEWAY = fileURLToPath(new URL('../main.js', import.meta.url));

const { values } = parseArgs({ options: { regions: { type: 'boolean' } } });
const upstreams = await (values.regions ? threeRegions(COUNT) : oneUpstream(COUNT));
console.log(demoHint(process.env, upstreams));

const gateway = spawn(process.execPath, [GATEWAY], {
  env: demoEnvironment(process.env, upstreams),
  stdio: ['ignore', 'inherit', 'inherit'],
  // A terminal sends Ctrl-C to its whole process group; outside it the gateway is told once, from here.
  detached: process.platform !== 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => gateway.kill(signal));
process.once('exit', () => gateway.kill());

gateway.once('error', (error) => {
  console.error(`The gateway cannot be started: ${error.message}`);
  process.exit(1);
});
gateway.once('exit', (code, signal) => {
  process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']);
});
