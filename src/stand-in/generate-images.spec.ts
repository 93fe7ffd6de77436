import { generateImages } from './generate-images.js';

describe('the generated catalogue', () => {
  const images = generateImages(200);
  const named = (name: string) => images.filter((image) => image.name === name);

  it('begins with the 45 real images, with the ids that are known', () => {
    const real = generateImages(45);
    expect(real).toHaveLength(45);
    expect(real.at(-1)?.name).toBe('photo-api-20250101-120000');
    expect(named('Windows 2022 STD (2023.11.21) KO')[0]?.id).toBe('4b2b5dfb-d325-4153-8a88-eb39cdb181c9');
    expect(named('CentOS 6.10 (2018.10.23)')).toMatchObject([
      {
        size: 1778843648,
        minDisk: 20,
        isPublic: true,
        protected: true,
        createdAt: '2018-10-23T02:17:43.000000',
      },
    ]);
  });

  it('creates a release the day before the date in its name', () => {
    expect(named('Rocky Linux 9.7 (2026.03.10)')[0]?.createdAt).toMatch(/^2026-03-09T/);
  });

  it.each([
    ['CentOS 6.10 (2018.10.23)', { os_distro: 'CentOS', os_version: '6.10', hypervisor_type: 'qemu' }],
    ['Ubuntu Server 22.04.5 LTS (2026.03.10)', { os_version: 'Server 22.04 LTS', nhncloud_category: 'OS' }],
    ['Debian 12.13 Bookworm (2026.03.10)', { os_version: '12 Bookworm', release_date: '2026.03.10' }],
    ['Windows 2012 R2 STD (2020.02.18) EN', { os_type: 'Windows', login_username: 'Administrator' }],
    [
      'Windows 2022 STD (2023.11.21) EN',
      { os_type: 'windows', description: 'Windows 2022 STD (2023.11.21)' },
    ],
    ['Ubuntu Server 22.04.5 LTS with NVIDIA (2026.03.10)', { nhncloud_product: 'gpu' }],
  ])('gives %s its properties', (name, properties) => {
    expect(named(name)[0]?.properties).toMatchObject(properties);
  });

  it('gives Windows a minimum disk of 50 GB and Linux 20', () => {
    expect(named('Windows 2022 STD (2023.11.21) EN')[0]?.minDisk).toBe(50);
    expect(named('Debian 11.11 Bullseye (2026.03.10)')[0]?.minDisk).toBe(20);
  });

  it('holds every status, odd names, missing sizes and one name with several ids', () => {
    const statuses = ['active', 'queued', 'saving', 'deactivated', 'killed', 'pending_delete'];
    expect(new Set(images.map(({ status }) => status))).toEqual(new Set(statuses));
    const names = images.map(({ name }) => name);
    for (const odd of [null, '', '  leading blanks', 'trailing blanks  ', '<script>alert(1)</script>']) {
      expect(names).toContain(odd);
    }
    expect(Math.max(...names.map((name) => name?.length ?? 0))).toBe(255);
    expect(images.filter(({ size }) => size === null).length).toBeGreaterThan(10);
    expect(named('golden-base').length).toBeGreaterThan(1);
    expect(images.some(({ isPublic }) => !isPublic)).toBe(true);
  });

  it('writes every time without a zone and with six fraction digits', () => {
    for (const { createdAt, updatedAt } of generateImages(2000)) {
      expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
      expect(updatedAt >= createdAt).toBe(true);
    }
  });

  it('is the same for the same seed, another for another, and grows without changing', () => {
    expect(generateImages(200)).toEqual(images);
    expect(generateImages(300).slice(0, 200)).toEqual(images);
    expect(generateImages(200, 2).slice(0, 45)).toEqual(images.slice(0, 45));
    expect(generateImages(200, 2).slice(45)).not.toEqual(images.slice(45));
  });

  it('makes 100,000 images with as many ids', () => {
    const many = generateImages(100_000);
    expect(new Set(many.map(({ id }) => id)).size).toBe(100_000);
    expect(
      many.every(({ id }) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)),
    ).toBe(true);
  });
});
