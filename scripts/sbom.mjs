// Writes the bill of materials of what is delivered (CycloneDX), from the lock file; nothing is fetched.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [file = 'sbom.cdx.json'] = process.argv.slice(2);

// without --omit=dev, with which npm leaves out packages that something of development needs as well
const made = execFileSync(
  'npm',
  ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'],
  {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const bom = JSON.parse(made);
const { name, packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const delivered = deliveredPackages();

bom.components = bom.components.filter((component) => delivered.has(component['bom-ref']));
const listed = new Set(bom.components.map((component) => component['bom-ref']));
const missing = [...delivered].filter((reference) => !listed.has(reference));
if (bom.bomFormat !== 'CycloneDX' || missing.length > 0) {
  console.error(`npm sbom left out: ${missing.join(', ')}`);
  process.exit(1);
}
// npm takes the name of the folder
bom.metadata.component.name = name;
const root = bom.metadata.component['bom-ref'];
bom.dependencies = bom.dependencies
  .filter(({ ref }) => ref === root || listed.has(ref))
  .map(({ ref, dependsOn = [] }) => ({
    ref,
    dependsOn: dependsOn.filter((reference) => listed.has(reference)),
  }));
writeFileSync(file, `${JSON.stringify(bom, undefined, 2)}\n`);
console.log(`${file}: ${listed.size} packages`);

/** What `npm prune --omit=dev --omit=optional` leaves, as the `Dockerfile` has it: `name@version` of each. */
function deliveredPackages() {
  const kept = Object.entries(packages).filter(
    ([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional,
  );
  return new Set(kept.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`));
}
