// The soak as one command: options become environment variables of `test/soak/soak.soak.ts`, which Jest runs.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    seed: { type: 'string', default: '7' },
    images: { type: 'string', default: '2000' },
    replicas: { type: 'string', default: '2' },
  },
});
const env = { ...process.env };
for (const [name, value] of Object.entries(values)) {
  if (!(Number(value) > 0)) {
    console.error(`--${name} must be a number above 0`);
    process.exit(2);
  }
  env[`SOAK_${name.toUpperCase()}`] = value;
}
const { status } = spawnSync('npx', ['jest', '--config', 'jest.soak.config.js', '--runInBand'], {
  stdio: 'inherit',
  env,
});
process.exit(status ?? 1);
