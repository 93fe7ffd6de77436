import { Log } from './log.js';

const HOSTILE =
  'a\r\n{"msg":"forged"}\0\u001b[31m\u009b31m\u007f\u2028b\u2029c\u202ed\u2066e\ufefff"\\\ud800';

let lines: string[];
const write = (line: unknown): void => void lines.push(String(line));

beforeEach(() => (lines = []));

function expectOnePlainLine(): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cf}]+\n$/u);
  // a line of the log is an object
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

describe('whatever a line of the log tells, it is one line of JSON without controls', () => {
  const log = new Log('trace', (text) => text, { write });

  it.each(['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)('%s', (level) => {
    log[level](HOSTILE, { [HOSTILE]: [HOSTILE, { [HOSTILE]: HOSTILE }] });
    const line = expectOnePlainLine();
    expect([line['level'], line['msg']]).toEqual([level, HOSTILE]);
  });

  it('of a request', () => {
    log.request({
      at: 0,
      requestId: 'a',
      client: HOSTILE,
      address: undefined,
      method: 'GET',
      target: '"path":"/"',
      status: 200,
      ms: 1,
      cacheStatus: undefined,
    });
    expect(expectOnePlainLine()['client']).toBe(HOSTILE);
  });
});
