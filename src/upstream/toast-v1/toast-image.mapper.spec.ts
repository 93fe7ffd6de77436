import { readFileSync } from 'node:fs';
import { DEFAULT_PROPERTIES_ALLOW } from '../../domain/properties-allow.js';
import { rawImageId, type MappingRules } from '../normalise/mapped-row.js';
import { compilePropertyAllowList } from '../normalise/properties.js';
import { mapToastImage } from './toast-image.mapper.js';

const RULES: MappingRules = {
  source: 'default',
  allowsProperty: compilePropertyAllowList(DEFAULT_PROPERTIES_ALLOW),
  mask: (text) => text.replaceAll('S3cret-Appkey', '***'),
};
const ID = '0a1b2c3d-0000-4000-8000-000000000001';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(`test/fixtures/upstream/toast-v1/${name}.json`, 'utf8'));
}

function rowsOf(name: string): unknown[] {
  return (fixture(name) as { images: unknown[] }).images; // our own file, of a known shape
}

function image(row: object, rules: MappingRules = RULES): ReturnType<typeof mapToastImage>['image'] {
  return mapToastImage({ id: ID, ...row }, rules).image;
}

function unreadable(row: object): number {
  return mapToastImage({ id: ID, ...row }, RULES).unreadable;
}

describe('a whole answer of the upstream', () => {
  it.each([
    ['list-typed', 'list.images'],
    ['list-quoted', 'list.images'],
  ])('becomes our images: %s', (answer, expected) => {
    const mapped = rowsOf(answer).map((row) => mapToastImage(row, RULES));
    expect(mapped.map((row) => row.image)).toEqual(fixture(expected));
    expect(mapped.map((row) => row.unreadable)).toEqual([0, 0, 0]);
  });

  it('keeps every image that has an id, however odd the rest', () => {
    const mapped = rowsOf('list-odd').map((row) => mapToastImage(row, RULES));
    expect(mapped.flatMap((row) => row.image ?? [])).toEqual(fixture('list-odd.images'));
    expect(mapped.map((row) => row.image === undefined)).toEqual([
      ...Array<boolean>(6).fill(false),
      ...Array<boolean>(7).fill(true),
    ]);
  });

  it('counts what was there but unreadable, for images that are served', () => {
    const counts = rowsOf('list-odd').map((row) => mapToastImage(row, RULES).unreadable);
    expect(counts).toEqual([0, 1, 5, 2, 4, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('shows fields and properties in the documented order', () => {
    for (const [answer, expected] of [
      ['list-typed', 'list.images'],
      ['list-odd', 'list-odd.images'],
    ] as const) {
      const images = rowsOf(answer).flatMap((row) => mapToastImage(row, RULES).image ?? []);
      expect(JSON.stringify(images)).toBe(JSON.stringify(fixture(expected)));
    }
  });

  it('becomes the example of the API documentation', () => {
    const row = {
      id: '1C868787-6207-4FF2-A1E7-AE1331D6829B',
      name: 'CentOS 6.10 (2018.10.23)',
      status: 'active',
      diskFormat: 'qcow2',
      isPublic: true,
      protected: true,
      minDisk: 20,
      minRam: 0,
      size: 1778843648,
      createdAt: '2018-10-23T02:17:43',
      updatedAt: '2018-12-11T01:01:35',
      properties: {
        os_type: 'linux',
        os_distro: 'CentOS',
        os_version: '6.10',
        os_architecture: 'amd64',
        login_username: 'centos',
      },
    };
    const allowsProperty = compilePropertyAllowList(['login_username', 'os_distro']);
    expect(JSON.stringify(mapToastImage(row, { ...RULES, allowsProperty }).image, null, 1)).toBe(
      JSON.stringify(
        {
          id: '1c868787-6207-4ff2-a1e7-ae1331d6829b',
          source: 'default',
          name: 'CentOS 6.10 (2018.10.23)',
          family: 'centos-6',
          status: 'active',
          visibility: 'public',
          protected: true,
          diskFormat: 'qcow2',
          containerFormat: null,
          sizeBytes: 1778843648,
          sizeText: '1.7 GiB',
          minDiskBytes: 21474836480,
          minDiskText: '20 GiB',
          minRamBytes: 0,
          minRamText: '0 B',
          osType: 'linux',
          osDistro: 'centos',
          osVersion: '6.10',
          architecture: 'amd64',
          loginUsername: 'centos',
          description: null,
          releaseDate: '2018-10-23',
          tags: [],
          checksum: null,
          createdAt: '2018-10-23T02:17:43.000Z',
          updatedAt: '2018-12-11T01:01:35.000Z',
          properties: { login_username: 'centos', os_distro: 'CentOS' },
        },
        null,
        1,
      ),
    );
  });
});

describe('the id', () => {
  it('is in lower case when it is a UUID, and as written when it is not', () => {
    expect(image({ id: ID.toUpperCase() })?.id).toBe(ID);
    expect(image({ id: 'Snapshot_7-B' })?.id).toBe('Snapshot_7-B');
    expect(image({ id: 42 })?.id).toBe('42');
  });

  it.each([undefined, null, '', ' ', 'a b', 'a/b', 'ä', 'x'.repeat(129), `${ID}\n`, {}, ['a'], Number.NaN])(
    'makes the row unusable when it is %p',
    (id) => {
      expect(mapToastImage({ id, size: 'unreadable' }, RULES)).toEqual({ image: undefined, unreadable: 0 });
    },
  );

  it('makes the row unusable when it holds a secret of ours', () => {
    expect(image({ id: 'S3cret-Appkey' })).toBeUndefined();
  });

  it('is never one that the row inherits', () => {
    expect(mapToastImage(JSON.parse(`{"__proto__": {"id": "${ID}"}}`), RULES).image).toBeUndefined();
  });
});

describe('a word of an enumeration', () => {
  it('is not told when it is blank', () => {
    expect(image({ status: ' ', diskFormat: '\t' })).toMatchObject({ status: 'unknown', diskFormat: null });
    expect(unreadable({ status: ' ', diskFormat: '\t' })).toBe(0);
  });
});

describe('rawImageId', () => {
  it('is the id as the upstream wrote it, usable or not', () => {
    expect(rawImageId({ id: ID.toUpperCase() })).toBe(ID.toUpperCase());
    expect(rawImageId({ id: ' S3cret-Appkey/x ' })).toBe(' S3cret-Appkey/x ');
    expect(rawImageId({ id: 42 })).toBe('42');
  });

  it.each([{}, { id: null }, { id: '' }, { id: {} }, null, undefined, [], 'id', 1])(
    'has none for %p',
    (row) => {
      expect(rawImageId(row)).toBeUndefined();
    },
  );
});

describe('sizes', () => {
  it.each([
    [0, 'active', 0],
    [0, ' ACTIVE ', 0],
    [0, 'queued', null],
    ['0', 'saving', null],
    [0, undefined, null],
    [1, 'queued', 1],
    [9007199254740991, 'active', 9007199254740991],
    ['9007199254740992', 'active', null],
    [1.5, 'active', null],
  ])('of %p while %p is %p', (size, status, expected) => {
    expect(image({ size, status })?.sizeBytes).toBe(expected);
  });

  it('of minimum disk and memory are 0 and counted where bytes would be beyond 2^53-1', () => {
    expect(image({ minDisk: 8388607, minRam: 8589934591 })).toMatchObject({
      minDiskBytes: 9007198180999168,
      minDiskText: '8 PiB',
      minRamBytes: 9007199253692416,
      minRamText: '8 PiB',
    });
    expect(image({ minDisk: 8388608, minRam: 8589934592 })).toMatchObject({
      minDiskBytes: 0,
      minDiskText: '0 B',
      minRamBytes: 0,
    });
    expect(unreadable({ minDisk: 8388608, minRam: 8589934592 })).toBe(2);
    expect(unreadable({ minDisk: 'many', minRam: {} })).toBe(2);
  });
});

describe('the release date', () => {
  it('is that of the property, else that of the name', () => {
    const name = 'CentOS 7.9 (2024.08.20)';
    expect(image({ name, properties: { release_date: '2024-08-27' } })?.releaseDate).toBe('2024-08-27');
    expect(image({ name, properties: { release_date: '2024.08.32' } })?.releaseDate).toBe('2024-08-20');
    expect(image({ name, properties: { release_date: '' } })?.releaseDate).toBe('2024-08-20');
    expect(image({ name: 'CentOS 7.9 (2024.02.30)' })?.releaseDate).toBeNull();
  });

  it('counts as unreadable when the property is no date', () => {
    expect(unreadable({ properties: { release_date: '2024.08.32' } })).toBe(1);
    expect(unreadable({ properties: { release_date: '' } })).toBe(0);
  });
});

describe('a secret of ours in the upstream’s data', () => {
  it('is masked in every text, before anything is made of it', () => {
    const secret = 'S3cret-Appkey';
    const leaky = image({
      name: `Rocky ${secret} 9.7 (2026.03.10)`,
      status: secret,
      diskFormat: `x${secret}`,
      createdAt: secret,
      properties: {
        os_type: secret,
        os_distro: secret,
        os_version: secret,
        os_architecture: secret,
        login_username: secret,
        description: `see ${secret}.`,
        [`os_${secret}`]: 'v',
      },
    });
    expect(JSON.stringify(leaky).toLowerCase()).not.toContain('s3cret');
    expect(leaky).toMatchObject({
      name: 'Rocky *** 9.7 (2026.03.10)',
      family: 'rocky-9',
      status: '***',
      diskFormat: 'x***',
      osType: '***',
      description: 'see ***.',
      createdAt: null,
      properties: { os_version: '***', 'os_***': 'v' },
    });
  });
});

describe('what callers may not see', () => {
  it('still says what the operating system is', () => {
    const hidden = image({ properties: { os_type: 'linux' } }, { ...RULES, allowsProperty: () => false });
    expect(hidden).toMatchObject({ osType: 'linux', properties: {} });
  });
});
