import { PassThrough } from 'node:stream';

import type { LogLine } from '../observability/log-sink.js';
import { relayLines } from './log-relay.js';

/** What the sink got, after these pieces came one after another. */
async function relayed(...pieces: readonly (string | Buffer)[]): Promise<{ text: string; lines: number }[]> {
  const from = new PassThrough();
  const got: { text: string; lines: number }[] = [];
  relayLines(from, {
    write: (line: LogLine) =>
      void got.push({ text: String(line), lines: typeof line === 'string' ? 1 : (line.lines ?? 1) }),
  });
  for (const piece of pieces) {
    from.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return got;
}

describe('the log of a worker', () => {
  it('is passed on by whole lines, however it comes', async () => {
    expect(await relayed('{"a":1}\n{"b"', ':2', '}\n{"c":3}\n{"d":')).toEqual([
      { text: '{"a":1}\n', lines: 1 },
      { text: '{"b":2}\n{"c":3}\n', lines: 2 },
    ]);
  });

  it('keeps letters of several bytes that come in two pieces', async () => {
    const bytes = Buffer.from('{"name":"Ü"}\n');
    expect(await relayed(bytes.subarray(0, 10), bytes.subarray(10))).toEqual([
      { text: '{"name":"Ü"}\n', lines: 1 },
    ]);
  });
});
