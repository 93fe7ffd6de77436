import { cacheUrl, storeAddress, storePassword } from './cache-url.js';

describe('CACHE_URL', () => {
  it.each([
    ['memory:', { kind: 'memory' }],
    ['file:var', { kind: 'file', folder: 'var' }],
    ['file:./var/catalog', { kind: 'file', folder: './var/catalog' }],
    ['file:/var/catalog', { kind: 'file', folder: '/var/catalog' }],
    ['file:///var/catalog', { kind: 'file', folder: '/var/catalog' }],
    ['file:a folder', { kind: 'file', folder: 'a folder' }],
  ])('says where the catalogue is kept: %s', (text, address) => {
    expect(cacheUrl().parse(text)).toEqual({ value: text });
    expect(storeAddress(text)).toEqual(address);
    expect(storePassword(text)).toBeUndefined();
  });

  it.each([
    ['redis://host', undefined],
    ['redis://host/', undefined],
    ['redis://host:6380/2', undefined],
    ['redis://[::1]:6380', undefined],
    ['rediss://user@host', undefined],
    ['redis://:word@host', 'word'],
    ['rediss://user:p%40ss%2Fword@host:6380/15', 'p@ss/word'],
  ])('may be the address of a Redis: %s', (text, password) => {
    expect(cacheUrl().parse(text)).toEqual({ value: text });
    expect(storeAddress(text)).toMatchObject({ kind: 'redis' });
    expect(storePassword(text)).toBe(password);
  });

  it.each([
    'file:',
    'file://',
    'file://host/a',
    'file: /a',
    'file:/a ',
    'file:a\nb',
    'FILE:/a',
    '/a',
    'memory',
    '',
    'redis:',
    'redis://',
    'redis:host',
    'redis://host/a',
    'redis://host/1/2',
    'redis://host:99999',
    'redis://host?db=1',
    'redis://host#1',
    'redis://:%zz@host',
    'redis://ho st',
    ' redis://host',
    'redis://host\n',
    'REDIS://host',
    'http://host',
  ])('must be an address of a store: %j', (text) => {
    expect(cacheUrl().parse(text)).toHaveProperty('fault');
  });
});
