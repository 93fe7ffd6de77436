import type { IncomingMessage } from 'node:http';

import { parseNetwork } from '../domain/network.js';
import { CallerAddresses } from './caller-address.js';

const TRUSTED = ['10.0.0.0/8', '2001:db8::/32'].map((text) => parseNetwork(text)!);

function asked(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const headers = { 'x-forwarded-for': forwarded, forwarded: 'for=192.0.2.99' };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

function addressOf(peer: string | undefined, forwarded?: string): string {
  return new CallerAddresses(TRUSTED).of(asked(peer, forwarded));
}

describe('the address of a caller', () => {
  it.each<[string, string, string | undefined, string]>([
    ['is that of the connection', '192.0.2.1', undefined, '192.0.2.1'],
    ['is that of the connection, whatever an untrusted one says', '192.0.2.1', '192.0.2.2', '192.0.2.1'],
    ['is what a trusted proxy says', '10.0.0.1', '192.0.2.2', '192.0.2.2'],
    ['is what a trusted proxy says over IPv6', '2001:db8::1', '2001:DB9::0:2', '2001:db9::2'],
    ['is what a trusted proxy says that is mapped', '::ffff:10.0.0.1', '::ffff:192.0.2.2', '192.0.2.2'],
    ['is the last that is not trusted', '10.0.0.1', '192.0.2.9, 192.0.2.2, 10.0.0.3,10.0.0.2', '192.0.2.2'],
    ['is the first where all are trusted', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['may have a port', '10.0.0.1', '192.0.2.2:4711', '192.0.2.2'],
    ['may have brackets', '10.0.0.1', '[2001:db9::2]', '2001:db9::2'],
    ['may have brackets and a port', '10.0.0.1', '[2001:db9::2]:4711', '2001:db9::2'],
    ['is that of the proxy where that does not know', '10.0.0.1', '192.0.2.9, unknown', '10.0.0.1'],
    ['is that of the proxy where that says nothing', '10.0.0.1', '', '10.0.0.1'],
    ['is that of the proxy where that says too much', '10.0.0.1', '192.0.2.2;192.0.2.3', '10.0.0.1'],
    ['is the last known', '10.0.0.1', '192.0.2.9, _hidden, 10.0.0.2', '10.0.0.2'],
    ['is not what stands before an empty element', '10.0.0.1', '192.0.2.9,,10.0.0.2', '10.0.0.2'],
    ['has no zone', 'fe80::1%eth0', undefined, 'fe80::1'],
  ])('%s', (_what, peer, forwarded, expected) => expect(addressOf(peer, forwarded)).toBe(expected));

  it('is unknown when the connection is over', () => {
    expect(addressOf(undefined, '192.0.2.2')).toBe('unknown');
  });

  it('is that of the connection where nobody is trusted', () => {
    expect(new CallerAddresses([]).of(asked('127.0.0.1', '192.0.2.2'))).toBe('127.0.0.1');
  });

  it('takes no time for a long list of somebody who is not trusted', () => {
    expect(addressOf('10.0.0.1', `${'10.0.0.9, '.repeat(1_500)}192.0.2.2`)).toBe('192.0.2.2');
  });
});
