import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const routes = new RouteTable();
  routes.add('/v1/images', 'GET');
  routes.add('/v1/images', 'HEAD');
  routes.add('/v1/images/:id', ['GET', 'HEAD']);
  routes.add('/v1/images/latest', 'POST');
  routes.add('/', 'GET');

  it.each([
    ['/v1/images', ['GET', 'HEAD']],
    ['/v1/images/x', ['GET', 'HEAD']],
    ['/v1/images/:id', ['GET', 'HEAD']],
    ['/v1/images/latest', ['GET', 'HEAD', 'POST']],
    ['/', ['GET']],
  ])('knows the methods of %s, each once, in order', (path, methods) => {
    expect(routes.methodsOf(path)).toEqual(methods);
  });

  it.each(['', '/v1', '/v1/images/', '/v1/images/x/y', '/V1/images', 'v1/images', '//', '/v1/images?x'])(
    'knows none of %j',
    (path) => {
      expect(routes.methodsOf(path)).toEqual([]);
    },
  );

  it('learns of routes that come later', () => {
    routes.add('/late', 'GET');
    routes.add('/late', 'DELETE');
    routes.add('/late', 'GET');
    expect(routes.methodsOf('/late')).toEqual(['DELETE', 'GET']);
  });
});
