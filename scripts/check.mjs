// Everything that must hold before a commit lands; CI runs this and nothing else besides the README's commands.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format', 'npm run --silent format:check'],
  ['lint and import directions', 'npm run --silent lint'],
  ['types', 'npm run --silent types'],
  ['unused code', 'npm run --silent unused'],
  ['build', 'npm run --silent build'],
  ['client, and its size', 'node scripts/client.mjs'],
  ['generated files are current', 'node scripts/check-generated.mjs'],
  ['tests', 'npx jest'],
  ['tests in other time zones', 'npm run --silent test:zones'],
];

for (const [index, [name, command]] of steps.entries()) {
  console.log(`\n[${index + 1}/${steps.length}] ${name}: ${command}`);
  const startedAt = Date.now();
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\ncheck failed at: ${name} (run it alone with: ${command})`);
    process.exit(1);
  }
  console.log(`    ok, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}
console.log('\ncheck passed');
