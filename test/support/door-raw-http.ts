import { connect, type Socket } from 'node:net';

/** One answer as it came over the wire; names in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** All of it; one character is one byte. */
  readonly raw: string;
}

const HEAD_END = '\r\n\r\n';
const PATIENCE_MS = 8_000;

/** A connection on which a test says byte for byte what it sends; one character is one byte. */
export class RawConnection {
  /** Resolves when the connection has ended, however that came. */
  readonly ended: Promise<void>;
  private received = '';
  private isOver = false;
  private wake = (): void => {};

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => {
      this.received += bytes.toString('latin1');
      this.wake();
    });
    socket.on('error', () => {});
    this.ended = new Promise((resolve) => {
      socket.on('close', () => {
        this.isOver = true;
        this.wake();
        resolve();
      });
    });
  }

  /** @param url of a gateway; only its host and port matter */
  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new RawConnection(socket)));
      socket.once('error', reject);
    });
  }

  /** What has arrived and was not taken as an answer. */
  get rest(): string {
    return this.received;
  }

  /** Takes nothing more from the network, until told to go on. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /**
   * Waits for the next whole answer.
   *
   * @param asked the method of the request; an answer to `HEAD` has no body
   */
  async answer(asked = 'GET'): Promise<RawAnswer> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const taken = takeAnswer(this.received, asked);
      if (taken) {
        this.received = taken.rest;
        return taken.answer;
      }
      if (this.isOver || Date.now() > giveUpAt)
        throw new Error(
          `no whole answer${this.isOver ? ', and the connection is over' : ''}: ${this.received}`,
        );
      await this.more(giveUpAt - Date.now());
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private more(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Sends one text on a connection of its own, and returns the first answer to it. */
export async function rawRequest(url: string, text: string): Promise<RawAnswer> {
  const connection = await RawConnection.open(url);
  connection.send(text);
  try {
    return await connection.answer(text.split(' ', 1)[0]);
  } finally {
    connection.close();
  }
}

/** The text of a request without a body. */
export function requestText(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries({ Host: 'gateway.test', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

function takeAnswer(text: string, asked: string): { answer: RawAnswer; rest: string } | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const headers = Object.fromEntries(lines.map(toHeader));
  const status = Number(statusLine.split(' ')[1]);
  const hasBody = asked !== 'HEAD' && status !== 304 && status >= 200;
  const bodyStart = headEnd + HEAD_END.length;
  const bodyEnd = bodyStart + (hasBody ? Number(headers['content-length'] ?? 0) : 0);
  if (text.length < bodyEnd) return undefined;
  return {
    answer: {
      status,
      headers,
      body: Buffer.from(text.slice(bodyStart, bodyEnd), 'latin1').toString(),
      raw: text.slice(0, bodyEnd),
    },
    rest: text.slice(bodyEnd),
  };
}

function toHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
