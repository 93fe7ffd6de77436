import { isIPv4, isIPv6, SocketAddress } from 'node:net';

/** Addresses that begin alike: `10.0.0.0/8`; one address has all of its bits as prefix. */
export interface Network {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  /** In bits, from 1 on. */
  readonly prefix: number;
}

const NETWORK = /^([0-9a-f:.]{2,45})(?:\/([1-9]\d{0,2}))?$/i;

/** Reads an address, or a network as in RFC 4632 (CIDR); `undefined` for anything else, also for one of all addresses. */
export function parseNetwork(text: string): Network | undefined {
  const [, written = '', bits] = NETWORK.exec(text) ?? [];
  const address = canonicalAddress(written);
  if (address === undefined) return undefined;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const longest = family === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  // the prefix of a mapped address would count the bits that say so
  const isClear = bits === undefined || isIPv4(written) === (family === 'ipv4');
  return prefix <= longest && isClear ? { family, address, prefix } : undefined;
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

/**
 * An IP address in its one spelling (RFC 5952), without a zone; an IPv4 address that is mapped into IPv6 becomes itself.
 * `undefined` for anything else.
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const address = text.replace(/%.*$/, '');
  if (!isIPv6(address)) return undefined;
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  return MAPPED.exec(canonical)?.[1] ?? canonical;
}

/**
 * What stands for one customer of a network provider: an IPv4 address itself, of IPv6 the network of 64 bits, because
 * everybody has as many addresses in one as they like (RFC 6177).
 *
 * @param address a canonical one
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [left = [], right] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const gap = right === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, gap)).fill('0'), ...(right ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
