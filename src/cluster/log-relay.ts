import type { Readable } from 'node:stream';

import type { LogSink } from '../observability/log-sink.js';

const LINE_END = 0x0a;

/** Some lines of a log, in one piece. */
class Lines {
  constructor(private readonly text: string) {}

  get lines(): number {
    return this.text.split('\n').length - 1;
  }

  toString(): string {
    return this.text;
  }
}

/**
 * Passes a worker's log on to the sink by whole lines, so that lines of several processes are never mixed up. A
 * line that its writer's end has cut off is dropped.
 */
export function relayLines(from: Readable, sink: LogSink): void {
  let begun: Buffer[] = [];
  from.on('data', (bytes: Buffer) => {
    const end = bytes.lastIndexOf(LINE_END) + 1;
    if (end > 0) {
      sink.write(new Lines(Buffer.concat([...begun, bytes.subarray(0, end)]).toString()));
      begun = [];
    }
    if (end < bytes.length) begun.push(bytes.subarray(end));
  });
}
