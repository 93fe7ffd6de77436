import { plainLine } from './plain-line.js';

/** One request, as the access log tells it. */
export interface AnsweredRequest {
  /** When it was over; wall clock. */
  readonly at: number;
  /** Of harmless characters (`http/request-id.ts`). */
  readonly requestId: string;
  /** `undefined` where nobody was asked who calls. */
  readonly client: string | undefined;
  /** A canonical IP address; `undefined` where the client tells enough. */
  readonly address: string | undefined;
  readonly method: string;
  /** Path and names of parameters, as `loggedTarget` writes them. */
  readonly target: string;
  readonly status: number;
  readonly ms: number;
  readonly cacheStatus: string | undefined;
}

/** A line of the access log, which is put into words when it is written and not while its caller waits. */
export class RequestLine {
  /** @param writer who writes it, as members of a JSON object with a comma behind each */
  constructor(
    private readonly request: AnsweredRequest,
    private readonly writer: string,
  ) {}

  toString(): string {
    const { at, requestId, client, address, method, target, status, ms, cacheStatus } = this.request;
    return (
      `{"level":"info","time":"${isoTime(at)}",${this.writer}"requestId":"${requestId}",` +
      (client === undefined ? '' : `"client":${jsonOf(client)},`) +
      (address === undefined ? '' : `"address":"${address}",`) +
      `"method":"${method}",${target},"status":${status},"ms":${hundredths(ms)},` +
      (cacheStatus === undefined ? '' : `"cache":"${cacheStatus}",`) +
      `"msg":"request"}\n`
    );
  }
}

/** A request's target as members of a JSON object. */
export function loggedTarget(path: string, parameters: string | undefined): string {
  const members = JSON.stringify({ path, parameters });
  return plainLine(members.slice(1, -1));
}

let second = NaN;
let secondText = '';

/** RFC 3339 with milliseconds; the text of a second is made once, because lines come in the order of time. */
function isoTime(at: number): string {
  const milliseconds = at % 1_000;
  if (at - milliseconds !== second) {
    second = at - milliseconds;
    secondText = new Date(second).toISOString().slice(0, -4);
  }
  return `${secondText}${String(1_000 + milliseconds).slice(1)}Z`;
}

let last: string | undefined;
let lastJson = '';

/** Most lines have the client of the line before. */
function jsonOf(client: string): string {
  if (client !== last) {
    last = client;
    lastJson = plainLine(JSON.stringify(client));
  }
  return lastJson;
}

/** Fractions cost much to put into text; those of answers that took up to 10 ms are kept. */
const KEPT_HUNDREDTHS = 1_000;
const hundredthsTexts: string[] = [];

function hundredths(ms: number): string {
  const count = Math.round(ms * 100);
  return count < KEPT_HUNDREDTHS ? (hundredthsTexts[count] ??= String(count / 100)) : String(count / 100);
}
