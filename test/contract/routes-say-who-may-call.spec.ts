import { rulesOf } from '../../src/access/route.decorator.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Gateway } from '../../src/gateway.js';
import { Log } from '../../src/observability/log.js';
import { ManualClock } from '../support/manual-clock.js';

/** Every route of the application and who may call it. A new route is entered here, after some thought. */
const WHO_MAY_CALL = [
  'GET /docs: anyone',
  'GET /docs/start.js: anyone',
  'GET /docs/swagger-ui-bundle.js: anyone',
  'GET /docs/swagger-ui.css: anyone',
  'GET /openapi.json: anyone',
  'GET /v1/catalog: images:read',
  'GET /v1/families/:family: images:read',
  'GET /v1/families: images:read',
  'GET /v1/events: images:read',
  'GET /v1/images/:id: images:read',
  'GET /v1/images/facets: images:read',
  'GET /v1/images/latest: images:read',
  'GET /v1/images/export: images:read',
  'GET /v1/images/changes: images:read',
  'GET /v1/images: images:read',
  'HEAD /docs/start.js: anyone',
  'HEAD /docs/swagger-ui-bundle.js: anyone',
  'HEAD /docs/swagger-ui.css: anyone',
  'HEAD /docs: anyone',
  'HEAD /openapi.json: anyone',
  'HEAD /v1/catalog: images:read',
  'HEAD /v1/families/:family: images:read',
  'HEAD /v1/families: images:read',
  'HEAD /v1/events: images:read',
  'HEAD /v1/images/:id: images:read',
  'HEAD /v1/images/facets: images:read',
  'HEAD /v1/images/latest: images:read',
  'HEAD /v1/images/export: images:read',
  'HEAD /v1/images/changes: images:read',
  'HEAD /v1/images: images:read',
  'POST /v1/catalog/refresh: catalog:refresh',
];

/** Walks the routes of the real application, as Fastify has them, without listening. */
async function routesOfTheApplication(docs: 'on' | 'off'): Promise<string[]> {
  const loaded = loadConfig({
    ACCESS_MODE: 'anonymous',
    UPSTREAM_URL: 'http://127.0.0.1:9',
    UPSTREAM_APPKEY: 'not-used',
    UPSTREAM_TOKEN: 'not-used',
    DOCS: docs,
  });
  const log = new Log('silent', (text) => text, { write: () => {} });
  const gateway = await Gateway.create(loaded, log, new ManualClock());
  const routes: string[] = [];
  gateway.app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url, config }) => {
      const who = rulesOf(config)?.openTo ?? 'NOT DECLARED';
      for (const each of [method].flat()) routes.push(`${each} ${url}: ${who}`);
    });
  await gateway.app.init();
  await gateway.app.close();
  return routes.sort();
}

describe('every route', () => {
  it('says who may call it', async () => {
    const undeclared = (await routesOfTheApplication('on')).filter((route) => route.includes('NOT DECLARED'));
    expect(undeclared).toEqual([]);
  });

  it('is open to whom it was meant to be open', async () => {
    expect(await routesOfTheApplication('on')).toEqual(WHO_MAY_CALL.toSorted());
  });

  it('is there without the documentation as well, except for the documentation', async () => {
    const kept = WHO_MAY_CALL.filter((route) => route.includes(' /v1/'));
    expect(await routesOfTheApplication('off')).toEqual(kept.toSorted());
  });

  it('under /v1 asks for a scope, and every other one for nothing', () => {
    for (const route of WHO_MAY_CALL) {
      expect(route).toMatch(/ \/v1\/.*: (images:read|catalog:refresh)$| \/(docs|openapi\.json).*: anyone$/);
    }
  });
});
