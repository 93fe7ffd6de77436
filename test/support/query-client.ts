import { Agent, request, type IncomingHttpHeaders } from 'node:http';

import type { ServedImage } from './reference-filter.js';

/** An answer, whatever it is. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The body of `GET /v1/images`. */
export interface ServedPage {
  readonly items: readonly ServedImage[];
  readonly page: {
    readonly limit: number;
    readonly offset: number;
    readonly returned: number;
    readonly total: number;
    readonly nextCursor: string | null;
    readonly prevCursor: string | null;
  };
  readonly links: {
    readonly self: string;
    readonly first: string;
    readonly prev: string | null;
    readonly next: string | null;
  };
  readonly catalog: { readonly version: string };
}

/** The body of a 400. */
export interface ServedProblem {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly {
    readonly parameter: string;
    readonly code: string;
    readonly detail: string;
    readonly allowed?: readonly string[];
  }[];
}

/** Values by parameter; a list repeats the parameter. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** Sends request targets exactly as they are written, over connections that stay open. */
export class QueryClient {
  private readonly agent = new Agent({ keepAlive: true });

  /** @param url of the gateway, such as `http://127.0.0.1:41234` */
  constructor(private readonly url: string) {}

  send(target: string, method: 'GET' | 'HEAD' = 'GET'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request(this.url, { agent: this.agent, path: target, method }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      });
      sent.on('error', reject).end();
    });
  }

  /**
   * A page of images.
   *
   * @param query parameters, or a whole target such as a link of another page
   * @throws Error with the answer when it is not 200
   */
  async page(query: Query | string = {}): Promise<ServedPage> {
    const target = typeof query === 'string' ? query : `/v1/images?${encodeQuery(query)}`;
    const { status, text } = await this.send(target);
    if (status !== 200) throw new Error(`${status} for ${target}: ${text}`);
    // the tests that follow are about just this
    return JSON.parse(text) as ServedPage;
  }

  /** The ids of all images that match, in order. */
  async ids(query: Query = {}): Promise<string[]> {
    return (await this.page({ limit: '200', ...query })).items.map(({ id }) => id);
  }

  /** Every image of the catalogue, page by page. */
  async everything(): Promise<ServedImage[]> {
    const images: ServedImage[] = [];
    for (let link: string | null = '/v1/images?limit=200'; link !== null;) {
      const page: ServedPage = await this.page(link);
      images.push(...page.items);
      link = page.links.next;
    }
    return images;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Parameters as the text of a query. */
export function encodeQuery(query: Query): string {
  const encoded = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) encoded.append(name, value);
  }
  return encoded.toString();
}
