import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: object;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
// files of our own, whose shape the tests that follow are about
const MANIFEST = JSON.parse(read('package.json')) as Manifest;
const LOCK = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const PACKAGES = Object.entries(LOCK.packages).filter(([path]) => path !== '');
const PAGE = read('docs/dependencies.md');

const nameOf = (path: string): string => path.split('node_modules/').at(-1) ?? '';

/** The packages that a table of docs/dependencies.md names in its first column. */
function namedUnder(heading: string): string[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );
}

describe('docs/dependencies.md', () => {
  it('has a reason for every package of package.json, and for no other', () => {
    expect(namedUnder('At run time').toSorted()).toEqual(Object.keys(MANIFEST.dependencies).toSorted());
    expect(namedUnder('For development').toSorted()).toEqual(
      Object.keys(MANIFEST.devDependencies).toSorted(),
    );
  });

  it('has one for every override', () => {
    const named = namedUnder('Overrides').join(' ');
    for (const [name, override] of Object.entries(MANIFEST.overrides))
      for (const overridden of typeof override === 'object' ? Object.keys(override as object) : [name])
        expect(named).toContain(overridden.split('/')[0]);
  });

  it('names every package with an install script, and none may run', () => {
    const withScripts = new Set(
      PACKAGES.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)),
    );
    const [, section = ''] = PAGE.split('\n## Install scripts\n');
    for (const name of withScripts) {
      expect(section).toContain(`\`${name}\``);
      expect(MANIFEST.allowScripts[name]).toBe(false);
    }
  });
});

describe('what is installed', () => {
  it('is asked for by exact versions', () => {
    const versions = Object.values({ ...MANIFEST.dependencies, ...MANIFEST.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('is known by its hash', () => {
    const without = PACKAGES.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it('runs no script of a package in a build', () => {
    const installs = read('Dockerfile').match(/npm (?:ci|prune)[^&\n]*/g) ?? [];
    expect(installs).toHaveLength(2);
    for (const command of installs) expect(command).toContain('--ignore-scripts');
  });
});

describe('the bill of materials', () => {
  interface Bom {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly metadata: { readonly component: { readonly name: string; readonly 'bom-ref': string } };
    readonly components: readonly {
      readonly 'bom-ref': string;
      readonly purl: string;
      readonly version: string;
      readonly licenses?: readonly object[];
      readonly hashes?: readonly object[];
    }[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  }
  let folder = '';
  let bom: Bom;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-sbom-'));
    const file = join(folder, 'sbom.json');
    execFileSync(process.execPath, ['scripts/sbom.mjs', file], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    bom = JSON.parse(readFileSync(file, 'utf8')) as Bom;
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('is CycloneDX, and about this program', () => {
    expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', expect.stringMatching(/^1\.\d$/)]);
    expect(bom.metadata.component.name).toBe('image-gateway');
  });

  it('lists every package that is delivered, with version and hash, and none for development alone', () => {
    const delivered = PACKAGES.filter(
      ([, { dev, devOptional, optional }]) => !dev && !devOptional && !optional,
    ).map(([path, { version }]) => `${nameOf(path)}@${version}`);
    const listed = bom.components.map(({ purl }) => decodeURIComponent(purl).replace('pkg:npm/', ''));
    expect(listed.toSorted()).toEqual([...new Set(delivered)].toSorted());
    expect(bom.components.filter(({ hashes = [] }) => hashes.length === 0)).toEqual([]);
    for (const name of Object.keys(MANIFEST.dependencies))
      expect(listed).toContain(`${name}@${MANIFEST.dependencies[name]}`);
  });

  it('says what needs what, and refers to nothing that it does not list', () => {
    const known = new Set([
      bom.metadata.component['bom-ref'],
      ...bom.components.map((each) => each['bom-ref']),
    ]);
    const referred = bom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(referred.filter((reference) => !known.has(reference))).toEqual([]);
    expect(new Set(bom.dependencies.map(({ ref }) => ref))).toEqual(known);
  });
});
