import { readFileSync } from 'node:fs';

import { familyOf } from './family.js';
import { parseReleaseName } from './release-name.js';

/** Every real name with its slug. Callers keep slugs: an entry is added here, and never changed. */
const REAL_NAMES = JSON.parse(readFileSync('test/fixtures/families/real-names.json', 'utf8')) as Readonly<
  Record<string, string | null>
>;

function family(name: string): string | null {
  const release = parseReleaseName(name);
  return release === null ? null : familyOf(release);
}

describe('family of the names that the vendor has published', () => {
  it.each(Object.entries(REAL_NAMES))('%p is of %p, for good', (name, expected) => {
    expect(family(name)).toBe(expected);
  });
});

describe('family', () => {
  it('is the same in the spelling of the release notes', () => {
    expect(family('Windows 2022 STD(2023. 11. 21.) KO')).toBe('windows-2022-std-ko');
    expect(family('Ubuntu Server 22.04.5 LTS(2026.03.10.)')).toBe('ubuntu-server-22.04-lts');
  });

  it('stays apart where the vendor changed a word, and together where only the case changed', () => {
    expect(family('CentOS Linux 6.5 (2018.10.23)')).toBe('centos-linux-6');
    expect(family('CentOS 6.5 with Cubrid 10.1 (2018.10.23)')).toBe(
      family('CentOS 6.5 with CUBRID 10.2 (2018.10.23)'),
    );
  });

  it('cuts a version to two numbers only where it is Ubuntu’s own', () => {
    expect(family('Ubuntu 22.04.5 (2026.03.10)')).toBe('ubuntu-22.04');
    expect(family('Ubuntu Server Minimal 22.04.5.1 (2026.03.10)')).toBe('ubuntu-server-minimal-22.04');
    expect(family('Ubuntu22.04.5 (2026.03.10)')).toBe('ubuntu22.04');
    expect(family('Ubuntu Server with Valkey 8.1.6 (2026.03.10)')).toBe('ubuntu-server-with-valkey-8');
    expect(family('Ubuntu 22 Valkey 8.1.6 (2026.03.10)')).toBe('ubuntu-22-valkey-8');
    expect(family('Kolla 17.1.0 on Ubuntu 22.04.5 (2026.03.10)')).toBe('kolla-17-on-ubuntu-22.04');
  });

  it('drops bare build numbers of five or more digits and no others', () => {
    expect(family('Tibero 12345 (2026.03.10)')).toBe('tibero');
    expect(family('Tibero 1234 (2026.03.10)')).toBe('tibero-1234');
    expect(family('Tibero r12345 (2026.03.10)')).toBe('tibero-r12345');
    expect(family('Tibero 12345.6 (2026.03.10)')).toBe('tibero-12345');
  });

  it('has dots between digits only', () => {
    expect(family('Node.js 20.x. (.NET) (2026.03.10)')).toBe('node-js-20-x-net');
    expect(family('v1..2 (2026.03.10)')).toBe('v1-2');
  });

  it('keeps letters and digits of every script, in NFC', () => {
    expect(family('우분투 서버 22.04 (2026.03.10)')).toBe('우분투-서버-22');
    expect(family('우분투'.normalize('NFD') + ' (2026.03.10)')).toBe('우분투'.normalize('NFC'));
    expect(family('CAFÉ'.normalize('NFD') + ' (2026.03.10)')).toBe('café'.normalize('NFC'));
    expect(family('हिन्दी ९.७ (2026.03.10)')).toBe('हिन्दी-९'.normalize('NFC'));
    expect(family('Penguin 🐧, "quoted" <b>bold</b> (2026.03.10)')).toBe('penguin-quoted-b-bold-b');
  });

  it('is null when the name leaves no word', () => {
    expect(family('🐧 (2026.03.10)')).toBeNull();
    expect(family('❤\ufe0f (2026.03.10)')).toBeNull();
    expect(family('- (2026.03.10) KO')).toBeNull();
    expect(family('294582 (2026.03.10) KO')).toBeNull();
  });

  it('does not depend on the date being in the calendar', () => {
    expect(family('CentOS 7.9 (2023.02.30)')).toBe('centos-7');
  });

  it('is null for 100 kB of garbage', () => {
    expect(family('1'.repeat(100_000) + ' (2026.03.10)')).toBeNull();
    expect(family('Ubuntu ' + '1.'.repeat(50_000) + ' (2026.03.10)')).toBeNull();
  });
});
