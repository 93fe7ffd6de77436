import { faultOfFailure, problemCode } from './allowed-failures.js';
import { Chronicle } from './chronicle.js';
import type { SecretWatch } from './secret-watch.js';
import { SoakClient, type Ask, type Heard } from './soak-client.js';

/** Sends a request, counts and times its answer, and checks what holds for each answer. */
export class Exchange {
  readonly client = new SoakClient();
  private readonly clean = new Set<string>();

  constructor(
    private readonly chronicle: Chronicle,
    private readonly secrets: SecretWatch,
  ) {}

  /** @returns the answer, or `undefined` where the contract allows that there is none, or a 5xx */
  async send(ask: Ask): Promise<Heard | undefined> {
    const isOutage = this.chronicle.isOutage();
    const heard = await this.client.send(ask);
    this.chronicle.requests++;
    const { sentAt, endedAt, status } = heard;
    const name = status === 0 ? 'refused or cut' : `${status} ${problemCode(heard)}`.trim();
    Chronicle.count(this.chronicle.answers, name);
    this.lookForSecrets(heard);
    if (ask.replica.disturbances.met(sentAt, endedAt).size === 0) {
      this.chronicle.latencies[isOutage ? 'outage' : 'calm'].push(endedAt - sentAt);
    }
    if (status !== 0 && status < 500 && heard.trouble === undefined) return heard;
    this.complain(heard, faultOfFailure(heard));
    return undefined;
  }

  complain(heard: Heard, fault: string | undefined): void {
    if (fault === undefined) return;
    const { replica, method = 'GET', target, headers = {} } = heard.ask;
    const shown = JSON.stringify({ ...headers, 'x-api-key': undefined });
    const where = `${replica.name}: ${method} ${target.slice(0, 300)} ${shown}`;
    this.chronicle.complain(fault, `${where}, answered ${heard.status}`);
  }

  /** An answer that no check could read, or a bug of the soak; either must be looked into. */
  failed(error: unknown): void {
    this.chronicle.complain(`a check failed: ${error instanceof Error ? error.stack : String(error)}`);
  }

  private lookForSecrets({ ask, headers, text }: Heard): void {
    const where = `${ask.replica.name}: ${ask.target.slice(0, 200)}`;
    this.secrets.look(JSON.stringify(headers), where);
    // an answer with this tag has been looked through already, and its bytes are compared anyway
    const tag = headers.etag === undefined || text === '' ? undefined : `${headers.etag} ${text.length}`;
    if (tag !== undefined && this.clean.has(tag)) return;
    this.secrets.look(text, where);
    if (tag !== undefined) this.clean.add(tag);
  }
}
