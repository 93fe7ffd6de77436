import { RATE_LIMIT_SETTINGS } from './rate-limit-settings.js';

const { RATE_LIMIT, TRUST_PROXY } = RATE_LIMIT_SETTINGS;

describe('RATE_LIMIT', () => {
  it.each([
    ['600/1m', 600, 60],
    ['1/1s', 1, 1],
    ['1000000000/24h', 1_000_000_000, 86_400],
    ['10/1000ms', 10, 1],
    ['010/5m', 10, 300],
  ])('%s', (text, requests, windowSeconds) => {
    expect(RATE_LIMIT.kind.parse(text)).toEqual({ value: { requests, windowSeconds } });
  });

  it('may be off', () => expect(RATE_LIMIT.kind.parse('off')).toEqual({ value: 'off' }));

  it.each([
    ...['0/1m', '-1/1m', '1e3/1m', '1000000001/1m', '600/0s', '600/500ms', '600/1500ms', '600/25h', '600/1d'],
    ...[
      '600',
      '600/',
      '/1m',
      '600/m',
      '600/60',
      '600 / 1m',
      ' 600/1m',
      '600/1m,10/1s',
      'OFF',
      'on',
      '1.5/1s',
    ],
  ])('%p is refused, and said how it is written', (text) => {
    const parsed = RATE_LIMIT.kind.parse(text);
    expect('fault' in parsed && parsed.fault).toMatch(/must be off, or a number|blank/);
  });
});

describe('TRUST_PROXY', () => {
  it('is a list of addresses and networks', () => {
    expect(TRUST_PROXY.kind.parse('10.0.0.0/8,192.0.2.1,2001:DB8::/32')).toEqual({
      value: [
        { family: 'ipv4', address: '10.0.0.0', prefix: 8 },
        { family: 'ipv4', address: '192.0.2.1', prefix: 32 },
        { family: 'ipv6', address: '2001:db8::', prefix: 32 },
      ],
    });
  });

  it('knows the machine itself by name', () => {
    expect(TRUST_PROXY.kind.parse('loopback')).toEqual({
      value: [
        { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
        { family: 'ipv6', address: '::1', prefix: 128 },
      ],
    });
  });

  it.each([
    'true',
    '1',
    '*',
    'any',
    'proxy.example',
    '10.0.0.0/8,',
    '10.0.0.0/8, ::1',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.1:80',
  ])('%p is refused', (text) => {
    const parsed = TRUST_PROXY.kind.parse(text);
    expect('fault' in parsed && parsed.fault).toContain('must be a comma list of IP addresses');
  });
});
