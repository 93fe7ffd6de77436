import request, { type Response } from 'supertest';

import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { ManualClock } from '../support/manual-clock.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
  readonly security?: readonly object[];
}

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: object;
    readonly securitySchemes?: Readonly<Record<string, object>>;
  };
}

const DOCS = [
  '/openapi.json',
  '/docs',
  '/docs/start.js',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-bundle.js',
];

let upstream: StandIn;
let gateway: TestGateway;
let withoutDocs: TestGateway;

beforeAll(async () => {
  upstream = await startStandIn();
  const clock = new ManualClock();
  gateway = await startGateway({ upstreamUrl: upstream.url, clock });
  withoutDocs = await startGateway({ upstreamUrl: upstream.url, clock, env: { DOCS: 'off' } });
});

afterAll(async () => {
  await Promise.all([gateway.stop(), withoutDocs.stop()]);
  await upstream.close();
});

function get(path: string): Promise<Response> {
  return request(gateway.url).get(path);
}

/** What a route answers with. */
function typesOf(path: string): string[] {
  if (path.endsWith('/export')) return ['text/csv', 'application/x-ndjson'];
  return [path === '/v1/events' ? 'text/event-stream' : 'application/json'];
}

/** Every object within a value, with the way to it. */
function* objectsIn(value: unknown, at = '#'): Generator<[string, Readonly<Record<string, unknown>>]> {
  if (typeof value !== 'object' || value === null) return;
  // whatever is an object and no list, is a record
  if (!Array.isArray(value)) yield [at, value as Record<string, unknown>];
  for (const [key, member] of Object.entries(value)) {
    yield* objectsIn(member, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

describe('with DOCS=off', () => {
  it.each(DOCS)('%s is 404, whatever the method', async (path) => {
    for (const method of ['get', 'head', 'post', 'options'] as const) {
      const answer = await request(withoutDocs.url)[method](path);
      expect([answer.status, answer.headers['allow']]).toEqual([404, undefined]);
    }
  });

  it('the API is there all the same', async () => {
    expect((await request(withoutDocs.url).get('/v1/catalog')).status).toBe(200);
  });
});

describe('GET /openapi.json', () => {
  let document: OpenApi;
  let operations: [string, string, Operation][];

  beforeAll(async () => {
    const answer = await get('/openapi.json');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    document = answer.body as OpenApi;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, string, Operation] => [
        path,
        method,
        operation,
      ]),
    );
  });

  it('is OpenAPI 3.1 without the words of 3.0', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: 'Image Gateway' });
    for (const [at, object] of objectsIn(document)) {
      expect([at, object['nullable'], typeof object['exclusiveMinimum']]).toEqual([
        at,
        undefined,
        'undefined',
      ]);
    }
  });

  it('has no reference that leads nowhere, and no schema that nothing refers to', () => {
    const known = new Map(objectsIn(document));
    const references = [...known.values()].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(references.filter((reference) => !known.has(reference))).toEqual([]);
    const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(schemas.filter((schema) => !references.includes(schema))).toEqual([]);
  });

  it('has only valid types, and a form for every list', () => {
    const types = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];
    for (const [at, { type, items }] of objectsIn(document)) {
      if (at.endsWith('/properties') || at.includes('/securitySchemes/')) continue;
      const named = type === undefined ? [] : [type].flat();
      expect([at, named.filter((name) => !types.some((known) => known === name))]).toEqual([at, []]);
      if (named.includes('array')) expect([at, typeof items]).toEqual([at, 'object']);
    }
  });

  it('names every operation once', () => {
    const ids = operations.map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z][A-Za-z]+$/.test(id))).toBe(true);
  });

  it('declares every parameter of a path, and none twice', () => {
    for (const [path, method, { parameters = [] }] of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      expect([path, method, declared.map(({ name }) => name)]).toEqual([path, method, inPath]);
      expect(declared.every(({ required }) => required)).toBe(true);
      const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('says of every operation how it succeeds, how it fails, and what it asks for', () => {
    for (const [path, method, { responses, security }] of operations) {
      const statuses = Object.keys(responses);
      expect([path, method, statuses.some((status) => status.startsWith('2'))]).toEqual([path, method, true]);
      expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403', '406', '414']));
      const { 304: notModified, ...withBody } = responses;
      expect(notModified !== undefined).toBe(/^\/v1\/(images|families)/.test(path));
      expect(notModified?.content).toBeUndefined();
      for (const [status, response] of Object.entries(withBody)) {
        const types = status.startsWith('2') ? typesOf(path) : ['application/problem+json'];
        expect([path, status, Object.keys(response.content ?? {})]).toEqual([path, status, types]);
      }
      // callers are anonymous here
      expect([path, method, security]).toEqual([path, method, undefined]);
    }
    expect(document.components.securitySchemes).toBeUndefined();
  });

  it('describes every route under /v1 and no other', async () => {
    const routes = await Promise.all(
      operations.map(async ([path, method]) => {
        const answer = await request(gateway.url).options(path.replace('{', '').replace('}', ''));
        return [path, answer.status, answer.headers['allow']?.toLowerCase().includes(method)];
      }),
    );
    expect(routes).toEqual(operations.map(([path]) => [path, 405, true]));
    expect(Object.keys(document.paths).every((path) => path.startsWith('/v1/'))).toBe(true);
  });
});

describe('GET /docs', () => {
  it('loads everything from this service, under a policy that allows it and nothing else', async () => {
    const { headers, text } = await get('/docs');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = new Map(
      String(headers['content-security-policy'])
        .split(';')
        .map((directive) => directive.trim().split(' '))
        .map(([name = '', ...values]) => [name, values.join(' ')]),
    );
    expect(Object.fromEntries(policy)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'connect-src': "'self'",
      'frame-ancestors': "'none'",
    });
    expect(policy.get('style-src')).toContain("'self'");
    const assets = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url!);
    expect(assets.toSorted()).toEqual(DOCS.slice(2).toSorted());
    // a policy of 'self' runs no script and obeys no handler that stands in the page
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|javascript:|<style/);
  });

  it.each([
    ['/docs/start.js', 'text/javascript; charset=utf-8', /SwaggerUIBundle\(.*'\/openapi\.json'/],
    ['/docs/swagger-ui-bundle.js', 'text/javascript; charset=utf-8', /SwaggerUIBundle/],
    ['/docs/swagger-ui.css', 'text/css; charset=utf-8', /\.swagger-ui/],
  ])('has its asset %s, of a type that a browser runs', async (path, type, content) => {
    const { status, headers, text } = await get(path);
    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).toMatch(content);
  });

  it('has no asset besides', async () => {
    for (const path of [
      '/docs/',
      '/docs/index.html',
      '/docs/swagger-ui.css.map',
      '/docs/..%2fpackage.json',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });
});
