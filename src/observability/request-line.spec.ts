import fc from 'fast-check';
import { pino } from 'pino';

import { plainLine } from './plain-line.js';
import { loggedTarget, RequestLine, type AnsweredRequest } from './request-line.js';

/** A request with the two parts that its target is made of. */
interface Told extends Omit<AnsweredRequest, 'target'> {
  readonly path: string;
  readonly parameters: string | undefined;
}

const ORDINARY: Told = {
  at: Date.UTC(2026, 0, 5, 2, 0, 0, 7),
  requestId: 'my-id.1_A',
  client: 'reader',
  address: undefined,
  method: 'GET',
  path: '/v1/images',
  parameters: 'limit,offset',
  status: 200,
  ms: 1.234,
  cacheStatus: 'image-gateway; hit; ttl=60',
};

function ours({ path, parameters, ...rest }: Told): string {
  return String(new RequestLine({ ...rest, target: loggedTarget(path, parameters) }, ''));
}

/** The line that the logger of everything else would write. */
function pinos({
  at,
  requestId,
  client,
  address,
  method,
  path,
  parameters,
  status,
  ms,
  cacheStatus,
}: Told): string {
  let line = '';
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${new Date(at).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (text) => void (line += text) },
  );
  const cache = cacheStatus;
  const rounded = Math.round(ms * 100) / 100;
  logger.info(
    { requestId, client, address, method, path, parameters, status, ms: rounded, cache },
    'request',
  );
  return plainLine(line);
}

/** Half a surrogate pair is none of them: no header field holds one, and the logger would not escape it. */
const TEXT = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '"', '\\', '"}\n{"', '서버 이미지', '\u2028', '\u0000\u001f\u007f', '__proto__'),
);
const AT = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const TOLD: fc.Arbitrary<Told> = fc.record({
  at: fc.oneof(
    AT,
    AT.map((at) => at - (at % 1_000)),
    AT.map((at) => at - (at % 1_000) + 999),
  ),
  requestId: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  client: fc.option(TEXT, { nil: undefined }),
  address: fc.option(fc.constantFrom('192.0.2.1', '2001:db8::1', 'unknown'), { nil: undefined }),
  method: fc.constantFrom('GET', 'HEAD', 'M-SEARCH'),
  path: TEXT,
  parameters: fc.option(TEXT, { nil: undefined }),
  status: fc.integer({ min: 100, max: 599 }),
  ms: fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.constantFrom(0, 0.004, 0.005, 1e21, 1e-7)),
  cacheStatus: fc.option(fc.constantFrom('image-gateway; hit; ttl=-1; detail=stale-if-error'), {
    nil: undefined,
  }),
});

describe('the line of a request', () => {
  it('is one JSON object a line', () => {
    expect(ours(ORDINARY)).toBe(
      '{"level":"info","time":"2026-01-05T02:00:00.007Z","requestId":"my-id.1_A","client":"reader",' +
        '"method":"GET","path":"/v1/images","parameters":"limit,offset","status":200,"ms":1.23,' +
        '"cache":"image-gateway; hit; ttl=60","msg":"request"}\n',
    );
  });

  it('leaves out what is not known', () => {
    const told = { ...ORDINARY, client: undefined, parameters: undefined, cacheStatus: undefined };
    expect(Object.keys(JSON.parse(ours(told)) as object)).toEqual([
      'level',
      'time',
      'requestId',
      'method',
      'path',
      'status',
      'ms',
      'msg',
    ]);
  });

  it('is the one that the logger of everything else would write', () => {
    fc.assert(
      fc.property(TOLD, (told) => {
        expect(ours(told)).toBe(pinos(told));
        expect(ours(told).indexOf('\n')).toBe(ours(told).length - 1);
      }),
      { numRuns: 500 },
    );
  });

  it('tells the time to the millisecond, whichever line came before', () => {
    const start = Date.UTC(2026, 11, 31, 23, 59, 59, 998);
    const moments = [0, 1, 2, 3, 1_001, 1_002, 0, 86_400_000, 2, 60_001].map((more) => start + more);
    const told = moments.map((at) => (JSON.parse(ours({ ...ORDINARY, at })) as { time: string }).time);
    expect(told).toEqual(moments.map((at) => new Date(at).toISOString()));
  });
});
