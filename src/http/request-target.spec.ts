import { isUnderApi, pathOf, queryOf, routableTarget } from './request-target.js';

describe('routableTarget', () => {
  it.each([
    '/',
    '/v1/images',
    '/v1/images?limit=1&q=a/b//c',
    '/v1/images?',
    '/v1/images/..',
    '/v1/images/a~b._-9',
    '/v1/images/%E2%82%AC',
    '/v1/images/a%2Fb',
    '/docs?x=%zz#y',
  ])('leaves %s as it is', (target) => {
    expect(routableTarget(target)).toBe(target);
  });

  it.each([
    ['http://gateway.test/v1/images', '/v1/images'],
    ['HTTPS://gateway.test:8080/v1/images?limit=1', '/v1/images?limit=1'],
    ['http://[::1]/v1/images', '/v1/images'],
    ['http://gateway.test//v1/images', '/-'],
    ['http://gateway.test/v1//images', '/v1/-'],
  ])('takes the origin off %s: %s', (target, rest) => {
    expect(routableTarget(target)).toBe(rest);
  });

  it.each([
    '/v1/',
    '/v1/images/',
    '/v1//images',
    '/v1/%69mages',
    '/v1/images/%2e%2e',
    '/v1/images%2f',
    '/v1/images/%e2%82%ac',
    '/v1/images/%',
    '/v1/images/%C3',
    '/v1/images;x',
    '/v1/images#x',
    '/v1/images/a b',
    '/v1/images/é',
    '/v1/images/?limit=1',
  ])('leads %s nowhere under /v1', (target) => {
    expect(routableTarget(target)).toBe('/v1/-');
  });

  it.each([
    '',
    '*',
    '//',
    '//v1/images',
    '/%761/images',
    '/docs/',
    '/\\v1',
    'gateway.test:443',
    'http://x',
    'http:///v1/images',
    'http://:80/v1/images',
    'http://user@x/v1/images',
    'http://x:y/v1/images',
    'http://[x/v1/images',
    'http://x\\y/v1/images',
    '?/v1/',
  ])('leads %j nowhere outside it', (target) => {
    expect(routableTarget(target)).toBe('/-');
  });

  it('is of one opinion about what it has rewritten', () => {
    for (const target of ['/v1/images/', '//v1', '/v1/%2e']) {
      const once = routableTarget(target);
      expect(routableTarget(once)).toBe(once);
    }
  });
});

describe('isUnderApi', () => {
  it.each(['/v1', '/v1/', '/v1/images', '/v1//'])('holds for %s', (path) => {
    expect(isUnderApi(path)).toBe(true);
  });

  it.each(['', '/', '/v10', '/V1', '/v1;x', '/docs/v1', 'v1', '//v1'])('does not hold for %j', (path) => {
    expect(isUnderApi(path)).toBe(false);
  });
});

it.each([
  ['/v1/images', '/v1/images', ''],
  ['/v1/images?', '/v1/images', ''],
  ['/v1/images?a=1?b=2', '/v1/images', 'a=1?b=2'],
  ['?a', '', 'a'],
])('the path of %s is %j and its query %j', (target, path, query) => {
  expect([pathOf(target), queryOf(target)]).toEqual([path, query]);
});
