import { rawRequest, type RawAnswer } from './door-raw-http.js';
import { eventually } from './eventually.js';
import type { TestGateway } from './start-gateway.js';

/** What came of one request, for its caller and for the operator. */
export interface Exchange {
  readonly answer: RawAnswer;
  /** The answer byte for byte, but for what differs between two equal requests: its date, and an id that we drew. */
  readonly told: string;
  /** Its line of the access log, but for time and id; the id is that of the answer. */
  readonly logged: Readonly<Record<string, unknown>>;
}

type LogLine = Readonly<Record<string, unknown>>;

/** Sends a request on a connection of its own, and waits until it is answered and logged. */
export async function exchange(gateway: TestGateway, text: string): Promise<Exchange> {
  const before = requestLines(gateway).length;
  const answer = await rawRequest(gateway.url, text);
  const lines = await eventually(
    () => requestLines(gateway),
    (logged) => logged.length > before,
  );
  const line = lines[before]!;
  const id = answer.headers['x-request-id'] ?? '';
  expect(line['requestId']).toBe(id);
  const members = Object.entries(line).filter(([name]) => !['requestId', 'time', 'ms'].includes(name));
  const logged = Object.fromEntries(members);
  return { answer, told: withoutChance(answer.raw, text, id), logged };
}

/** The lines of the access log so far. */
export function requestLines({ logs }: TestGateway): readonly LogLine[] {
  return logs.filter(({ msg }) => msg === 'request');
}

/** How many requests the metrics count, by method, route and status. */
export async function requestCounts({ managementUrl }: TestGateway): Promise<Record<string, number>> {
  const text = await (await fetch(`${managementUrl}/metrics`)).text();
  const counts = text.matchAll(/^gateway_http_request_duration_seconds_count\{(.*)\} (\d+)$/gm);
  return Object.fromEntries([...counts].map(([, labels = '', count]) => [labels, Number(count)]));
}

function withoutChance(raw: string, request: string, id: string): string {
  const told = raw.replace(/^Date: .*$/m, 'Date: …');
  return request.includes(`: ${id}\r\n`) ? told : told.replaceAll(id, '…');
}
