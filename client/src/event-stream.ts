/** One event of a stream (HTML, 9.2.6). */
export interface StreamEvent {
  readonly type: string;
  readonly data: string;
  /** The last one that was told, in this event or before it. */
  readonly id: string;
}

/** What a stream says besides events. */
export interface StreamState {
  /** Of the last event whose end has come. */
  lastEventId: string;
  /** How long to wait before the stream is asked for again. */
  retryMs: number;
}

/** Longer lines than any that the gateway sends end the stream. */
const LONGEST_LINE = 1_000_000;

/**
 * Reads server-sent events (HTML, 9.2.5), and notes in `state` how to go on behind them.
 *
 * @param heard is called for every piece that comes, comments included
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  state: StreamState,
  heard: () => void,
): AsyncGenerator<StreamEvent, void, undefined> {
  let [type, id] = ['', state.lastEventId];
  let data: string[] = [];
  for await (const line of linesOf(body, heard)) {
    if (line === '') {
      state.lastEventId = id;
      if (data.length > 0) yield { type: type || 'message', data: data.join('\n'), id };
      [type, data] = ['', []];
      continue;
    }
    const [name = '', value = ''] = /^([^:]*):? ?([^]*)$/.exec(line)?.slice(1) ?? [];
    if (name === 'event') type = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) id = value;
    else if (name === 'retry' && /^\d{1,6}$/.test(value)) state.retryMs = Number(value);
  }
}

/** Lines that end with CR LF, LF or CR; what comes behind the last end is none. */
async function* linesOf(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      // a CR at the end may have its LF in the next piece
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw new RangeError('a line of the stream is too long');
      yield* lines;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
