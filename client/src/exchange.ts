import { problemOf, ProblemError } from './problem.js';

/** How the gateway is reached, and how patient a client is. */
export interface ClientOptions {
  /** Of the gateway, such as `https://images.example.com`; a path before `/v1` is kept. */
  readonly baseUrl: string;
  /** Sent as `X-Api-Key`. */
  readonly apiKey?: string;
  /** A bearer token, or what gives the one that is valid now; it is asked before each request. */
  readonly token?: string | (() => string | Promise<string>);
  /** How often a request is sent again after 429, 502, 503, 504 or where nothing answers; default 3. */
  readonly retries?: number;
  /** The longest wait before a repetition; where `Retry-After` says longer, the problem is thrown at once. Default 10,000. */
  readonly longestWaitMs?: number;
  /** For one try, body included; default 30,000. */
  readonly timeoutMs?: number;
  /** How many characters of answers are kept to be confirmed by their tags; default 4,000,000, 0 for none. */
  readonly keptCharacters?: number;
  /** Default: the one of the platform. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Waits before a repetition, for tests; rejects when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** One request that may be sent several times. */
export interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

const PASSING = [429, 502, 503, 504];
const FIRST_WAIT_MS = 500;

/** Sends requests, and sends them again where that can help. */
export class Exchanges {
  private readonly retries: number;
  private readonly longestWaitMs: number;

  constructor(private readonly options: ClientOptions) {
    this.retries = options.retries ?? 3;
    this.longestWaitMs = options.longestWaitMs ?? 10_000;
  }

  /**
   * The outcome of a request, after as many repetitions as the options allow.
   *
   * @param read takes the answer, 2xx or 304; its time counts
   * @throws ProblemError; the signal's reason; what `fetch` throws where nothing answers
   */
  async get<T>(asked: Asked, read: (answer: Response) => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.once(asked, read);
      } catch (error) {
        asked.signal?.throwIfAborted();
        const waitMs = this.waitMs(error, failures);
        if (waitMs === undefined) throw error;
        await this.wait(waitMs, asked.signal);
      }
    }
  }

  /** Sends a request once, without a time limit. @throws ProblemError for whatever is not 2xx or 304 */
  async send({ url, headers, signal }: Asked): Promise<Response> {
    const { apiKey, token, fetch: send = (to, init) => fetch(to, init) } = this.options;
    const bearer = typeof token === 'function' ? await token() : token;
    const credentials = {
      ...(apiKey !== undefined && { 'x-api-key': apiKey }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    };
    const answer = await send(url, { headers: { ...headers, ...credentials }, ...(signal && { signal }) });
    if (answer.ok || answer.status === 304) return answer;
    throw await problemOf(answer);
  }

  /**
   * How long to wait after so many failures; `undefined` where it is of no use. At least what `Retry-After` says, and
   * up to a fifth more, so that not all come at once.
   */
  waitMs(error: unknown, failures: number): number | undefined {
    if (failures >= this.retries) return undefined;
    if (!(error instanceof ProblemError)) return this.backoffMs(failures);
    if (!PASSING.includes(error.status)) return undefined;
    if (error.retryAfterSeconds === null) return this.backoffMs(failures);
    const told = 1_000 * error.retryAfterSeconds;
    return told > this.longestWaitMs ? undefined : told * (1 + Math.random() / 5);
  }

  wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return (this.options.wait ?? passed)(ms, signal);
  }

  private async once<T>(asked: Asked, read: (answer: Response) => Promise<T>): Promise<T> {
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new DOMException('The gateway did not answer in time.', 'TimeoutError')),
      this.options.timeoutMs ?? 30_000,
    );
    try {
      return await read(await this.send({ ...asked, signal: either(asked.signal, limit.signal) }));
    } finally {
      clearTimeout(timer);
    }
  }

  private backoffMs(failures: number): number {
    return Math.min(this.longestWaitMs, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random() / 2);
  }
}

/** Aborts with the first of two. */
export function either(one: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return one ? AbortSignal.any([one, other]) : other;
}

function passed(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      // whatever whoever aborted it said
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
