import { cacheUrl } from './cache-url.js';

describe('CACHE_URL', () => {
  it.each([
    ['memory:', { kind: 'memory' }],
    ['file:var', { kind: 'file', folder: 'var' }],
    ['file:./var/catalog', { kind: 'file', folder: './var/catalog' }],
    ['file:/var/catalog', { kind: 'file', folder: '/var/catalog' }],
    ['file:///var/catalog', { kind: 'file', folder: '/var/catalog' }],
    ['file:a folder', { kind: 'file', folder: 'a folder' }],
  ])('says where the catalogue is kept: %s', (url, value) => {
    expect(cacheUrl().parse(url)).toEqual({ value });
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
  ])('must be an address of a store: %j', (url) => {
    expect(cacheUrl().parse(url)).toHaveProperty('fault');
  });
});
