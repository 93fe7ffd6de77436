import fc from 'fast-check';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { expectedFrom, seenIn } from '../support/expected-page.js';
import { FaultOracle, parametersOf } from '../support/fault-oracle.js';
import { fuzzed, fuzzTimeoutMs } from '../support/fuzz-options.js';
import { fuzzQueries, type FuzzPart } from '../support/fuzz-query.js';
import { queries } from '../support/query-arbitrary.js';
import { QueryClient, type ServedPage, type ServedProblem } from '../support/query-client.js';
import { oddRows } from '../support/query-odd-rows.js';
import type { ServedImage } from '../support/reference-filter.js';
import { rawRequest } from '../support/door-raw-http.js';
import { startGateway, type TestGateway } from '../support/start-gateway.js';

const RUNS = 1_500;
const LONGEST_QUERY = 8_192;

let upstream: StandIn;
let gateway: TestGateway;
let client: QueryClient;
let images: ServedImage[];
let oracle: FaultOracle;
const seen = new Map<string, number>();

beforeAll(async () => {
  upstream = await startStandIn({ images: [...generateImages(120), ...oddRows()] });
  gateway = await startGateway({
    upstreamUrl: upstream.url,
    env: { UPSTREAM_SOURCE_ID: 'KR1', LOG_LEVEL: 'error' },
  });
  client = new QueryClient(gateway.url);
  images = await client.everything();
  oracle = new FaultOracle(images, ['KR1']);
});

afterAll(async () => {
  client.close();
  await gateway.stop();
  await upstream.close();
});

function count(outcome: string): void {
  seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
}

async function check(parts: readonly FuzzPart[]): Promise<void> {
  const query = parts.map(({ sent }) => sent).join('&');
  const { status, text } = await client.send(`/v1/images?${query}`);
  // the body of a 200, or of a problem
  const body = JSON.parse(text) as ServedPage & ServedProblem;
  if (query.length > LONGEST_QUERY) return void expect([status, body.code]).toEqual([414, 'URI_TOO_LONG']);
  const said = parts.filter(({ sent }) => sent !== '').map((part) => part.said);
  const { certain, possible } = oracle.judge(said);
  if (status === 200) {
    expect([...certain]).toEqual([]);
    expect(seenIn(body)).toEqual(expectedFrom(images, parametersOf(said)));
    return count('200');
  }
  expect([status, body.code]).toEqual([400, 'INVALID_PARAMETER']);
  const told = new Set(body.errors.map(({ parameter, code }) => `${parameter} ${code}`));
  expect([...certain].filter((fault) => !told.has(fault))).toEqual([]);
  expect([...told].filter((fault) => !certain.has(fault) && !possible.has(fault))).toEqual([]);
  for (const { code, detail, allowed } of body.errors) {
    expect(detail).not.toBe('');
    expect([code, allowed !== undefined]).toEqual([code, code === 'UNKNOWN_VALUE']);
    count(code);
  }
}

it(
  'any query gets what the documentation says: its page, or each of its faults by name and code',
  async () => {
    await fc.assert(fc.asyncProperty(fuzzQueries(queries(images)), check), fuzzed(RUNS));
    // else it asks for nothing, and proves nothing
    const codes = ['INVALID_FORMAT', 'OUT_OF_RANGE', 'REPEATED_PARAMETER', 'TOO_MANY_VALUES', 'TOO_LONG'];
    codes.push('EMPTY_VALUE', 'UNKNOWN_VALUE', 'CONFLICT', 'UNKNOWN_PARAMETER', 'INVALID_CURSOR', '200');
    expect(codes.filter((code) => !seen.has(code))).toEqual([]);
    expect(gateway.logs).toEqual([]);
  },
  fuzzTimeoutMs(RUNS),
);

it(
  'any bytes at all in place of a query are no failure of ours',
  async () => {
    const bytes = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((raw) => Buffer.from(raw).toString('latin1'));
    const send = async (query: string): Promise<void> => {
      const { status } = await rawRequest(gateway.url, `GET /v1/images?${query} HTTP/1.1\r\nHost: a\r\n\r\n`);
      expect([200, 400, 414, 431]).toContain(status);
    };
    await fc.assert(fc.asyncProperty(bytes, send), fuzzed(RUNS / 10));
    expect(gateway.logs).toEqual([]);
  },
  fuzzTimeoutMs(RUNS),
);
