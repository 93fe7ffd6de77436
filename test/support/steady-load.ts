import { Agent, get } from 'node:http';

/** Callers that send one request after another on connections that they keep, until told to stop. */
export class SteadyLoad {
  /** How many answers had which status; 0 stands for none, or one that was broken off. */
  readonly statuses = new Map<number, number>();
  /** What the first failures said. */
  readonly failures: string[] = [];
  private readonly agent = new Agent({ keepAlive: true });
  private readonly callers: Promise<void>[];
  private isOver = false;

  /** @param url what they ask for, in turn with a larger page of the same */
  constructor(
    private readonly url: string,
    callers: number,
  ) {
    this.callers = Array.from({ length: callers }, (_, index) => this.call(index));
  }

  /** Resolves when the last answer is there. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.callers);
    this.agent.destroy();
  }

  private async call(index: number): Promise<void> {
    for (let sent = index; !this.isOver; sent++) {
      const { status, body } = await this.ask(`${this.url}?limit=${sent % 2 === 0 ? 1 : 200}`);
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
      if (status !== 200 && this.failures.length < 10) this.failures.push(`${status} ${body.slice(0, 200)}`);
      // so that connections are idle now and then
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private ask(url: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve) => {
      const broken = (error: unknown): void => resolve({ status: 0, body: String(error) });
      get(url, { agent: this.agent }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => (body += text));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        answer.on('error', broken);
      }).on('error', broken);
    });
  }
}
