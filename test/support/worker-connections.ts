import type { BuiltProgram } from './door-process.js';
import { RawConnection, requestText, type RawAnswer } from './door-raw-http.js';
import { eventually } from './eventually.js';

/** Of a worker that is being replaced, on a busy machine. */
const LONGEST_START_MS = 50_000;

/** A connection of which it is known which worker has it. */
export class WorkerConnection {
  private constructor(
    readonly worker: number,
    private readonly connection: RawConnection,
  ) {}

  /** Opens connections until each of the workers has one. */
  static async toEach(program: BuiltProgram, url: string, workers: number): Promise<WorkerConnection[]> {
    const found = new Map<number, WorkerConnection>();
    const giveUpAt = Date.now() + LONGEST_START_MS;
    while (found.size < workers) {
      if (Date.now() > giveUpAt) throw new Error(`only these have connections: ${[...found.keys()].join()}`);
      const connection = await RawConnection.open(url);
      const worker = await workerOf(program, connection);
      if (found.has(worker)) connection.close();
      else found.set(worker, new WorkerConnection(worker, connection));
    }
    return [...found.values()].sort((a, b) => a.worker - b.worker);
  }

  get(target: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    return this.send('GET', target, headers);
  }

  async send(
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> {
    this.connection.send(requestText(method, target, headers));
    return this.connection.answer(method);
  }

  close(): void {
    this.connection.close();
  }
}

let requests = 0;

/** Each line of the log says which worker wrote it. */
async function workerOf(program: BuiltProgram, connection: RawConnection): Promise<number> {
  const requestId = `which-worker-${++requests}`;
  connection.send(requestText('GET', '/v1/catalog', { 'X-Request-Id': requestId }));
  await connection.answer();
  const line = await eventually(
    () => program.logs.find((one) => one['requestId'] === requestId),
    (one) => one !== undefined,
  );
  return Number(line?.['worker']);
}
