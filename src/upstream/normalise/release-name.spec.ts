import { parseReleaseName } from './release-name.js';

describe('parseReleaseName', () => {
  it.each([
    ['CentOS 6.10 (2018.10.23)', 'CentOS 6.10', '2018-10-23', null],
    ['Windows 2022 STD (2023.11.21) KO', 'Windows 2022 STD', '2023-11-21', 'KO'],
    ['CentOS 7.9(2025.02.25.)', 'CentOS 7.9', '2025-02-25', null],
    ['CentOS 7.9(2025.02.25)', 'CentOS 7.9', '2025-02-25', null],
    ['Windows 2012 R2 STD(2020. 02. 18.) EN', 'Windows 2012 R2 STD', '2020-02-18', 'EN'],
    ['  Debian 10.13 Buster (2024.05.21) ', 'Debian 10.13 Buster', '2024-05-21', null],
    ['Beta (2) image (2024.05.21)', 'Beta (2) image', '2024-05-21', null],
    ['Twice (2023.11.21) (2024.05.21)', 'Twice (2023.11.21)', '2024-05-21', null],
  ])('takes %p apart', (name, base, date, language) => {
    expect(parseReleaseName(name)).toEqual({ base, date, language });
  });

  it('keeps a name whose date is in no calendar, without the date', () => {
    expect(parseReleaseName('CentOS 7.9 (2023.02.29)')).toEqual({
      base: 'CentOS 7.9',
      date: null,
      language: null,
    });
  });

  it.each([
    '',
    'photo-api-20250101-120000',
    '(2018.10.23)',
    'CentOS 6.10',
    'CentOS 6.10 2018.10.23',
    'CentOS 6.10 (2018-10-23)',
    'CentOS 6.10 (2018.1.3)',
    'CentOS 6.10 (18.10.23)',
    'CentOS 6.10 (2018.10.23) copy',
    'CentOS 6.10 (2018.10.23) ko',
    'CentOS 6.10 (2018.10.23) KOR',
    'CentOS 6.10 (2018.10.23)KO',
    'two\nlines (2018.10.23)',
  ])('does not take %p for a release', (name) => {
    expect(parseReleaseName(name)).toBeNull();
  });

  it('does not look into names above 1,000 characters', () => {
    const date = ' (2018.10.23)';
    expect(parseReleaseName('x'.repeat(1_000 - date.length) + date)).not.toBeNull();
    expect(parseReleaseName('x'.repeat(1_001 - date.length) + date)).toBeNull();
    expect(parseReleaseName(' ('.repeat(50_000) + date)).toBeNull();
  });
});
