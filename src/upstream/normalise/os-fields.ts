import type { Image } from '../../domain/image.js';

type OsFields = Pick<
  Image,
  'osType' | 'osDistro' | 'osVersion' | 'architecture' | 'loginUsername' | 'description'
>;

const DISTROS = new Map([
  ['centos linux', 'centos'],
  ['rocky linux', 'rocky'],
]);
const ARCHITECTURES = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
]);

/**
 * What the properties say about the operating system, under the names of the vendor (`os_architecture`) or,
 * failing that, of OpenStack (`architecture`). Nothing is guessed: what they do not say is `null`.
 *
 * @param properties all that the upstream gave, not only those that callers may see.
 */
export function readOsFields(properties: ReadonlyMap<string, string>): OsFields {
  const osDistro = word(properties.get('os_distro'));
  const architecture = word(properties.get('os_architecture')) ?? word(properties.get('architecture'));
  return {
    osType: word(properties.get('os_type')),
    osDistro: DISTROS.get(osDistro ?? '') ?? osDistro,
    osVersion: verbatim(properties.get('os_version')),
    architecture: ARCHITECTURES.get(architecture ?? '') ?? architecture,
    loginUsername: verbatim(properties.get('login_username')),
    description: verbatim(properties.get('description')),
  };
}

function verbatim(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function word(text: string | undefined): string | null {
  return verbatim(text?.trim().toLowerCase());
}
