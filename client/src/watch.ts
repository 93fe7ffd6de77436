import { either, type Asked, type Exchanges } from './exchange.js';
import { readEvents, type StreamEvent, type StreamState } from './event-stream.js';
import { isRecord } from './problem.js';

/** The catalogue has another version than before, with so many changes under the filters. */
export interface CatalogEvent {
  readonly version: string;
  /** The version before; `null` where that is too old to be known: read the list again. */
  readonly previous: string | null;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** How a watch begins and ends. */
export interface WatchOptions {
  readonly signal?: AbortSignal;
  /** The version after which to begin: that of the last event, or of a page. Without it the watch begins now. */
  readonly after?: string;
  /** The stream is asked for again when nothing came for so long, heartbeats included; default 90,000. */
  readonly silenceMs?: number;
}

const FIRST_RETRY_MS = 1_000;

/**
 * The changes of the catalogue, one after the other, over as many streams as it takes: each begins behind the last event
 * of the one before.
 *
 * @throws ProblemError that does not pass; what `fetch` throws, after as many failures in a row as the options allow
 */
export async function* watchCatalog(
  exchanges: Exchanges,
  url: string,
  { signal, after = '', silenceMs = 90_000 }: WatchOptions,
): AsyncGenerator<CatalogEvent, void, undefined> {
  const state: StreamState = { lastEventId: after, retryMs: FIRST_RETRY_MS };
  for (let failures = 0; ; failures++) {
    const heard = (): void => void (failures = -1);
    let error: unknown;
    try {
      yield* oneStream(exchanges, { url, headers: headersOf(state), signal }, { state, silenceMs, heard });
    } catch (thrown) {
      error = thrown;
    }
    signal?.throwIfAborted();
    const waitMs = error === undefined || failures < 0 ? state.retryMs : exchanges.waitMs(error, failures);
    if (waitMs === undefined) throw error;
    await exchanges.wait(waitMs * (1 + Math.random() / 5), signal);
  }
}

/** What one stream of a watch needs. */
interface Listening {
  readonly state: StreamState;
  readonly silenceMs: number;
  readonly heard: () => void;
}

async function* oneStream(
  exchanges: Exchanges,
  asked: Asked,
  { state, silenceMs, heard }: Listening,
): AsyncGenerator<CatalogEvent, void, undefined> {
  const silence = new AbortController();
  const tooLong = (): void => silence.abort(new DOMException('The stream fell silent.', 'TimeoutError'));
  let timer = setTimeout(tooLong, silenceMs);
  const noteHeard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(tooLong, silenceMs);
    heard();
  };
  try {
    const answer = await exchanges.send({ ...asked, signal: either(asked.signal, silence.signal) });
    if (!answer.body) return;
    for await (const event of readEvents(answer.body, state, noteHeard)) {
      const change = changeOf(event);
      if (change) yield change;
    }
  } finally {
    clearTimeout(timer);
  }
}

function headersOf({ lastEventId }: StreamState): Record<string, string> {
  return { accept: 'text/event-stream', ...(lastEventId !== '' && { 'last-event-id': lastEventId }) };
}

/** `undefined` for events of other kinds, which may come some day. */
function changeOf({ type, data }: StreamEvent): CatalogEvent | undefined {
  if (type !== 'catalog') return undefined;
  const change: unknown = JSON.parse(data);
  if (!isRecord(change) || typeof change['version'] !== 'string') return undefined;
  // of the gateway, which sends nothing else under this name
  return change as unknown as CatalogEvent;
}
