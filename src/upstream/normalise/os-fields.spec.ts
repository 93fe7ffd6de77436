import { readOsFields } from './os-fields.js';

function read(properties: Record<string, string>): ReturnType<typeof readOsFields> {
  return readOsFields(new Map(Object.entries(properties)));
}

const NOTHING = {
  osType: null,
  osDistro: null,
  osVersion: null,
  architecture: null,
  loginUsername: null,
  description: null,
};

describe('readOsFields', () => {
  it('says nothing where the properties say nothing', () => {
    expect(read({})).toEqual(NOTHING);
    expect(
      read({ os_type: '', os_distro: ' ', os_version: '', os_architecture: '', description: '' }),
    ).toEqual(NOTHING);
  });

  it('writes type and distribution in lower case and leaves version, account and description alone', () => {
    expect(
      read({
        os_type: ' Windows ',
        os_distro: 'Windows',
        os_version: '2012 R2 STD',
        os_architecture: 'AMD64',
        login_username: 'Administrator',
        description: ' Windows 2012 R2 STD (2020.02.18) ',
      }),
    ).toEqual({
      osType: 'windows',
      osDistro: 'windows',
      osVersion: '2012 R2 STD',
      architecture: 'amd64',
      loginUsername: 'Administrator',
      description: ' Windows 2012 R2 STD (2020.02.18) ',
    });
  });

  it.each([
    ['CentOS', 'centos'],
    ['CentOS Linux', 'centos'],
    ['Rocky Linux', 'rocky'],
    ['rocky', 'rocky'],
    ['Alpine Linux', 'alpine linux'],
  ])('knows the distribution %p as %p', (written, expected) => {
    expect(read({ os_distro: written }).osDistro).toBe(expected);
  });

  it.each([
    ['amd64', 'amd64'],
    ['x86_64', 'amd64'],
    ['X86_64', 'amd64'],
    ['aarch64', 'arm64'],
    ['arm64', 'arm64'],
    ['ppc64le', 'ppc64le'],
  ])('knows the architecture %p as %p', (written, expected) => {
    expect(read({ os_architecture: written }).architecture).toBe(expected);
  });

  it('falls back to the architecture of OpenStack', () => {
    expect(read({ architecture: 'aarch64' }).architecture).toBe('arm64');
    expect(read({ os_architecture: '', architecture: 'aarch64' }).architecture).toBe('arm64');
    expect(read({ os_architecture: 'amd64', architecture: 'aarch64' }).architecture).toBe('amd64');
  });
});
