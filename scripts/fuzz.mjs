// The fuzzing suites as one command: options become environment variables of `test/support/fuzz-options.ts`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 2 ** 30)) },
  },
});
const env = { ...process.env };
for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9]\d{0,8}$/.test(value)) {
    console.error(`--${name} must be a whole number above 0`);
    process.exit(2);
  }
  env[`FUZZ_${name.toUpperCase()}`] = value;
}
console.log(
  `runs of each property: ${values.runs}; again with: npm run fuzz -- --runs ${values.runs} --seed ${values.seed}`,
);
const { status } = spawnSync('npx', ['jest', '--runInBand', 'test/e2e/fuzz-'], { stdio: 'inherit', env });
process.exit(status ?? 1);
