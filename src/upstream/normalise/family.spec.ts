import { familyOf } from './family.js';
import { parseReleaseName } from './release-name.js';

function family(name: string): string | null {
  const release = parseReleaseName(name);
  return release === null ? null : familyOf(release);
}

describe('family of the names that the vendor has published', () => {
  it.each([
    ['CentOS 6.10 (2018.10.23)', 'centos-6'],
    ['CentOS 7.9 (2024.08.20)', 'centos-7'],
    ['CentOS 7.9 for NAT (2023.08.22)', 'centos-7-for-nat'],
    ['CentOS 7.9 - Container (2023.11.21)', 'centos-7-container'],
    ['CentOS 7.9 with MariaDB 10.11.7 (2024.04.23)', 'centos-7-with-mariadb-10'],
    ['CentOS 7.8 with Tibero 6 (2022.01.25)', 'centos-7-with-tibero-6'],
    ['CentOS 7.8 with WebtoB5Fix4 (2022.03.22)', 'centos-7-with-webtob5fix4'],
    ['CentOS 7.9 with Apache Kafka 3.3.1 (2022.12.20)', 'centos-7-with-apache-kafka-3'],
    ['Ubuntu Server 18.04.3 LTS (2020.02.18)', 'ubuntu-server-18.04-lts'],
    ['Ubuntu Server 18.04.6 LTS (2021.12.21)', 'ubuntu-server-18.04-lts'],
    ['Ubuntu Server 20.04.1 LTS (2020.12.22)', 'ubuntu-server-20.04-lts'],
    ['Ubuntu Server 20.04.6 LTS (2023.11.21)', 'ubuntu-server-20.04-lts'],
    ['Ubuntu Server 20.04.6 LTS with Redis 7.2.4 (2025.03.25)', 'ubuntu-server-20.04-lts-with-redis-7'],
    ['Ubuntu Server 22.04.3 LTS (2023.11.21)', 'ubuntu-server-22.04-lts'],
    ['Ubuntu Server 22.04.4 LTS (2024.05.21)', 'ubuntu-server-22.04-lts'],
    ['Ubuntu Server 22.04.5 LTS (2025.07.15)', 'ubuntu-server-22.04-lts'],
    ['Ubuntu Server 22.04.5 LTS (2026.03.10)', 'ubuntu-server-22.04-lts'],
    ['Ubuntu Server 22.04.5 LTS - Container (2026.03.10)', 'ubuntu-server-22.04-lts-container'],
    ['Ubuntu Server 22.04.5 LTS for NAT (2026.03.10)', 'ubuntu-server-22.04-lts-for-nat'],
    ['Ubuntu Server 22.04.5 LTS with NVIDIA (2026.03.10)', 'ubuntu-server-22.04-lts-with-nvidia'],
    [
      'Ubuntu Server 22.04.5 LTS for Deep Learning v8.0.0 (2026.04.28)',
      'ubuntu-server-22.04-lts-for-deep-learning-v8',
    ],
    ['Ubuntu Server 24.04.2 LTS (2025.07.15)', 'ubuntu-server-24.04-lts'],
    ['Ubuntu Server 24.04.3 LTS (2026.03.10)', 'ubuntu-server-24.04-lts'],
    ['Ubuntu Server 24.04.4 LTS - Container (2026.03.10)', 'ubuntu-server-24.04-lts-container'],
    ['Ubuntu Server 24.04.5 LTS with Valkey 8.1.6 (2026.04.28)', 'ubuntu-server-24.04-lts-with-valkey-8'],
    [
      'Ubuntu Server 24.04.5 LTS with PostgreSQL 17 (2026.04.28)',
      'ubuntu-server-24.04-lts-with-postgresql-17',
    ],
    ['Ubuntu Server 24.04.5 LTS with CUBRID 11.4.4 (2026.04.28)', 'ubuntu-server-24.04-lts-with-cubrid-11'],
    [
      'Ubuntu Server 24.04.3 LTS with Apache Kafka 3.9.2 (2026.04.28)',
      'ubuntu-server-24.04-lts-with-apache-kafka-3',
    ],
    ['Rocky Linux 8.10 (2024.08.20)', 'rocky-linux-8'],
    ['Rocky Linux 9.7 (2026.03.10)', 'rocky-linux-9'],
    ['Rocky Linux 9.5 - Container (2025.11.18)', 'rocky-linux-9-container'],
    ['Rocky Linux 8.10 for NAT (2026.03.10)', 'rocky-linux-8-for-nat'],
    [
      'Rocky Linux 9.7 with Tibero 7 Enterprise 294582 (2026.04.28)',
      'rocky-linux-9-with-tibero-7-enterprise',
    ],
    ['Debian 10.13 Buster (2024.05.21)', 'debian-10-buster'],
    ['Debian 11.11 Bullseye (2026.03.10)', 'debian-11-bullseye'],
    ['Debian 12.13 Bookworm (2026.03.10)', 'debian-12-bookworm'],
    ['Windows 2012 R2 STD (2020.02.18) EN', 'windows-2012-r2-std-en'],
    [
      'Windows 2016 STD with MS-SQL 2019 Express (2026.03.10) KO',
      'windows-2016-std-with-ms-sql-2019-express-ko',
    ],
    ['Windows 2019 STD with NVIDIA (2025.07.15) KO', 'windows-2019-std-with-nvidia-ko'],
    [
      'Windows 2019 STD with MS-SQL 2019 Standard (2020.12.22) KO',
      'windows-2019-std-with-ms-sql-2019-standard-ko',
    ],
    ['Windows 2022 STD (2023.11.21) EN', 'windows-2022-std-en'],
    ['Windows 2022 STD (2023.11.21) KO', 'windows-2022-std-ko'],
    [
      'Windows 2022 STD with MS-SQL 2022 Standard (2026.03.10) KO',
      'windows-2022-std-with-ms-sql-2022-standard-ko',
    ],
    ['PIOLINK WEBFRONT-KS 4.0.6.62.20 (2025.09.23)', 'piolink-webfront-ks-4'],
    ['photo-api-20250101-120000', null],
  ])('%p is of %p', (name, expected) => {
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
