import { canonicalAddress, networkOf, parseNetwork } from './network.js';

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::1', '::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s has one spelling', (text, canonical) => expect(canonicalAddress(text)).toBe(canonical));

  it.each([
    '',
    'unknown',
    '_hidden',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.4:80',
    '[::1]',
    'fe80::1::2',
    ' ::1',
    '1.2.3.4%x',
  ])('%p is none', (text) => expect(canonicalAddress(text)).toBeUndefined());
});

describe('a network', () => {
  it.each([
    ['10.0.0.0/8', { family: 'ipv4', address: '10.0.0.0', prefix: 8 }],
    ['192.0.2.7', { family: 'ipv4', address: '192.0.2.7', prefix: 32 }],
    ['::ffff:192.0.2.7', { family: 'ipv4', address: '192.0.2.7', prefix: 32 }],
    ['2001:db8::/32', { family: 'ipv6', address: '2001:db8::', prefix: 32 }],
    ['::1', { family: 'ipv6', address: '::1', prefix: 128 }],
  ])('%s', (text, network) => expect(parseNetwork(text)).toEqual(network));

  it.each([
    '',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10/8',
    '::ffff:10.0.0.0/104',
  ])('%p is none', (text) => expect(parseNetwork(text)).toBeUndefined());
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('%s is counted as %s', (address, network) => expect(networkOf(address)).toBe(network));
