import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request. */
export type Step = (response: ServerResponse, request: IncomingMessage) => void;

/** A request that came. */
export interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** A server that answers each request with the next step of a script, and the last one again and again. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  private steps: Step[] = [];
  private readonly server = createServer((request, response) => {
    this.seen.push({ url: request.url ?? '', headers: request.headers });
    const step = this.steps.length > 1 ? this.steps.shift() : this.steps[0];
    step?.(response, request);
  });

  static async start(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    await new Promise<void>((resolve) => scripted.server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    // the address of a TCP server is no text
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  script(...steps: readonly Step[]): void {
    this.steps = [...steps];
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Answers with JSON. */
export function json(body: unknown, headers: Record<string, string> = {}, status = 200): Step {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers with a problem. */
export function problem(status: number, code: string, headers: Record<string, string> = {}): Step {
  const body = { type: '/problems/x', title: 'X', status, code, detail: 'for people', requestId: 'r1' };
  return json(body, { ...headers, 'content-type': 'application/problem+json' }, status);
}
