import fc from 'fast-check';

import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, REFRESHER, startDoorRig, type DoorRig } from '../support/door-rig.js';
import { fuzzed, fuzzTimeoutMs } from '../support/fuzz-options.js';
import { OpenApiChecks, type ApiDocument, type ApiOperation } from '../support/openapi-checks.js';
import type { ServedProblem } from '../support/query-client.js';
import { allowedBy, forbiddenBy } from '../support/schema-arbitrary.js';

const RUNS = 400;
/** What no schema of a parameter alone can say: pairs, what the catalogue holds, whose cursor it is, 2^53. */
const BEYOND_SCHEMAS = ['CONFLICT', 'UNKNOWN_VALUE', 'INVALID_CURSOR', 'OUT_OF_RANGE', 'TOO_MANY_VALUES'];
const FORBIDDEN_CODES = [
  ...BEYOND_SCHEMAS,
  'INVALID_FORMAT',
  'TOO_LONG',
  'EMPTY_VALUE',
  'REPEATED_PARAMETER',
];

type Query = readonly (readonly [name: string, value: string])[];

let rig: DoorRig;
let checks: OpenApiChecks;
let imageId = '';
const FAMILY = 'ubuntu-server-22.04-lts';

beforeAll(async () => {
  rig = await startDoorRig();
  const { body } = await rawRequest(rig.keyed.url, requestText('GET', '/openapi.json'));
  // the tests are about just this
  checks = new OpenApiChecks(JSON.parse(body) as ApiDocument);
  const page = await rawRequest(rig.open.url, requestText('GET', '/v1/images?limit=1&fields=id'));
  imageId = (JSON.parse(page.body) as { items: { id: string }[] }).items[0]!.id;
});

afterAll(() => rig.stop());

async function ask(
  operation: ApiOperation,
  id: string,
  query: Query,
  changes: Changes = {},
): Promise<RawAnswer> {
  const { method = operation.method, headers = {}, key = REFRESHER.key } = changes;
  const path = operation.path
    .replace('{id}', encodeURIComponent(id))
    .replace('{family}', encodeURIComponent(id === imageId ? FAMILY : id));
  const text = query.map((part) => part.map(encodeURIComponent).join('=')).join('&');
  const access = key === '' ? {} : { 'X-Api-Key': key };
  return rawRequest(
    rig.keyed.url,
    requestText(method, `${path}${text && '?'}${text}`, { ...access, ...headers }),
  );
}

interface Changes {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Empty for none. */
  readonly key?: string;
}

function problemOf({ body }: RawAnswer): ServedProblem {
  return JSON.parse(body) as ServedProblem;
}

/** Some of the parameters of an operation, and all that must be there, each with values that its schema allows. */
function allowedQueries({ parameters }: ApiOperation): fc.Arbitrary<Query> {
  const ofQuery = parameters.filter((parameter) => parameter.in === 'query');
  if (ofQuery.length === 0) return fc.constant([]);
  const required = ofQuery.filter((parameter) => parameter.required);
  return fc
    .subarray(ofQuery, { maxLength: Math.min(5, ofQuery.length) })
    .map((some) => [...new Set([...required, ...some])])
    .chain((some) =>
      fc.tuple(
        ...some.map(({ name, schema }) =>
          allowedBy(schema).map((all) => all.map((one) => [name, one] as const)),
        ),
      ),
    )
    .map((all) => all.flat());
}

function everyOperation(): fc.Arbitrary<ApiOperation> {
  return fc.constantFrom(...checks.operations);
}

/** Those whose answer has an end. */
function everyWhole(): fc.Arbitrary<ApiOperation> {
  return everyOperation().filter(({ path }) => path !== '/v1/events');
}

const ids = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(imageId),
    fc.stringMatching(/^[\w-]{1,40}$/),
    fc.string({ minLength: 1, maxLength: 20 }),
  );

it(
  'what the document allows is answered as it says',
  async () => {
    const statuses = new Set<number>();
    const requests = everyWhole().chain((operation) =>
      fc.tuple(fc.constant(operation), ids(), allowedQueries(operation)),
    );
    const check = async ([operation, id, query]: [ApiOperation, string, Query]): Promise<void> => {
      const answer = await ask(operation, id, query);
      statuses.add(answer.status);
      expect(checks.faults(operation, answer)).toEqual([]);
      if (answer.status === 400) {
        const codes = problemOf(answer).errors.map(({ code }) => code);
        expect(codes.filter((code) => !BEYOND_SCHEMAS.includes(code))).toEqual([]);
      } else expect([200, 202, 404, 410]).toContain(answer.status);
    };
    await fc.assert(fc.asyncProperty(requests, check), fuzzed(RUNS));
    expect([...statuses].sort()).toEqual([200, 202, 400, 404, 410]);
  },
  fuzzTimeoutMs(RUNS),
);

it(
  'what it forbids is refused as it says, by the name of the parameter',
  async () => {
    const wrong = everyOperation()
      .filter(({ parameters }) => parameters.some((parameter) => parameter.in === 'query'))
      .chain((operation) => {
        const ofQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
        const fault = fc
          .constantFrom(...ofQuery)
          .chain(({ name, schema }) => fc.tuple(fc.constant(name), forbiddenBy(schema)));
        return fc.tuple(fc.constant(operation), allowedQueries(operation), fault);
      });
    const check = async ([operation, query, [name, values]]: [
      ApiOperation,
      Query,
      [string, readonly string[]],
    ]): Promise<void> => {
      const others = query.filter(([other]) => other !== name);
      const answer = await ask(operation, imageId, [
        ...others,
        ...values.map((value) => [name, value] as const),
      ]);
      expect(checks.faults(operation, answer)).toEqual([]);
      expect(answer.status).toBe(400);
      const codes = problemOf(answer)
        .errors.filter(({ parameter }) => parameter === name)
        .map(({ code }) => code);
      expect(codes.length).toBeGreaterThan(0);
      expect(codes.filter((code) => !FORBIDDEN_CODES.includes(code))).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(wrong, check), fuzzed(RUNS));
  },
  fuzzTimeoutMs(RUNS),
);

it(
  'what it does not name is refused: parameters, methods, types, credentials',
  async () => {
    const requests = everyOperation().chain((operation) =>
      fc.tuple(fc.constant(operation), allowedQueries(operation)),
    );
    const name = fc.stringMatching(/^[A-Za-z_.[\]]{1,40}$/);
    const method = fc.constantFrom('DELETE', 'PUT', 'PATCH', 'OPTIONS', 'TRACE', 'POST', 'GET');
    const type = fc.constantFrom(
      'text/html',
      'application/xml',
      'image/*',
      'application/json;q=0',
      '*/*;q=0',
    );
    const check = async (
      [operation, query]: [ApiOperation, Query],
      unknown: string,
      other: string,
      accept: string,
    ): Promise<void> => {
      const known = new Set(operation.parameters.map((parameter) => parameter.name));
      const answers: [number, RawAnswer][] = [
        [401, await ask(operation, imageId, query, { key: '' })],
        [401, await ask(operation, imageId, query, { key: 'wrong' })],
        [406, await ask(operation, imageId, query, { headers: { Accept: accept } })],
      ];
      if (!known.has(unknown)) answers.push([400, await ask(operation, imageId, [...query, [unknown, '1']])]);
      if (operation.path.endsWith('/refresh'))
        answers.push([403, await ask(operation, imageId, query, { key: READER.key })]);
      for (const [status, answer] of answers) {
        expect([status, answer.status]).toEqual([status, status]);
        expect(checks.faults(operation, answer)).toEqual([]);
      }
      const methods = checks.operations
        .filter(({ path }) => path === operation.path)
        .map((each) => each.method);
      if (methods.includes(other)) return;
      const answer = await ask(operation, imageId, query, { method: other });
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
      expect([answer.status, answer.headers['allow']]).toEqual([405, allowed]);
      expect(checks.isA('Problem', JSON.parse(answer.body))).toBe(true);
    };
    await fc.assert(fc.asyncProperty(requests, name, method, type, check), fuzzed(RUNS / 4));
  },
  fuzzTimeoutMs(RUNS),
);

it('every image has each field of the schema, unless the request chose some, and none besides', async () => {
  const list = checks.operations.find(({ path }) => path === '/v1/images')!;
  const fieldsOf = async (query: Query): Promise<string[][]> => {
    const { body } = await ask(list, imageId, query);
    return (JSON.parse(body) as { items: object[] }).items.map((item) => Object.keys(item));
  };
  const { body } = await rawRequest(rig.keyed.url, requestText('GET', '/openapi.json'));
  const { components } = JSON.parse(body) as {
    components: { schemas: Record<string, { properties: object }> };
  };
  const all = Object.keys(components.schemas['ImageDto']!.properties);
  for (const fields of await fieldsOf([])) expect(fields).toEqual(all);
  for (const fields of await fieldsOf([['fields', 'name']])) expect(fields).toEqual(['id', 'name']);
});

it('a caller who has an answer already is told so as documented', async () => {
  const page = await rawRequest(rig.open.url, requestText('GET', '/v1/images?limit=1'));
  const { version } = (JSON.parse(page.body) as { catalog: { version: string } }).catalog;
  for (const operation of checks.operations.filter(({ responses }) => '304' in responses)) {
    const query: Query = operation.path.endsWith('/changes') ? [['since', version]] : [];
    const { headers } = await ask(operation, imageId, query);
    const again = await ask(operation, imageId, query, {
      headers: { 'If-None-Match': headers['etag'] ?? '' },
    });
    expect(again.status).toBe(304);
    expect(checks.faults(operation, again)).toEqual([]);
  }
});
