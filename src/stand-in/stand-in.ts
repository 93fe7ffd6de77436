import type { IncomingMessage, ServerResponse } from 'node:http';

import { jsonAnswer, send } from './answer.js';
import { CallLog } from './call-log.js';
import { handleControl } from './control.js';
import { DEMO_CREDENTIALS } from './demo-credentials.js';
import { FaultPlan } from './fault-plan.js';
import { isTransportFault, type Fault } from './fault.js';
import { faultyAnswer, type Healthy } from './faulty-answer.js';
import { deliverFaultily } from './faulty-transport.js';
import { HeldAnswers } from './held-answers.js';
import { vendorPages } from './image-pages.js';
import { readCall } from './incoming-call.js';
import { StandInServer } from './stand-in-server.js';
import type {
  Operation,
  PagingLies,
  RecordedCall,
  StandInCredentials,
  StandInImage,
  StandInOptions,
  Violation,
} from './stand-in.types.js';
import { TokenDesk } from './token-desk.js';
import { VendorApi } from './vendor-api.js';
import { violationOf } from './vendor-violations.js';

/** Starts a local server that speaks the vendor's appkey image API and fails as it is told to. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = new StandIn(options);
  await standIn.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return standIn;
}

/** The vendor's API on a local port, with its catalogue, its faults and the record of what was asked. */
export class StandIn {
  readonly #basePath: string;
  #accepted: readonly StandInCredentials[];
  readonly #now: () => number;
  readonly #tokens: TokenDesk;
  readonly #pages = vendorPages();
  readonly #api: VendorApi;
  readonly #log = new CallLog(violationOf);
  readonly #faults = new FaultPlan();
  readonly #held = new HeldAnswers();
  readonly #server = new StandInServer((request, response) => this.#serve(request, response));
  #origin = '';

  constructor(private readonly options: StandInOptions) {
    this.#accepted = [{ ...DEMO_CREDENTIALS, ...options }];
    this.#basePath = options.basePath ?? '/compute';
    this.#now = options.now ?? Date.now;
    this.#tokens = new TokenDesk({
      accepted: () => this.#accepted,
      lifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
      fixedToken: options.fixedToken,
      now: this.#now,
    });
    this.#pages.images = options.images ?? [];
    const settings = {
      appkeys: () => this.#accepted.map(({ appkey }) => appkey),
      tokenRefusedCode: options.tokenRefusedCode ?? 30401,
      defaultLimit: options.defaultLimit ?? 100,
      maxLimit: options.maxLimit ?? 1000,
    };
    this.#api = new VendorApi(settings, this.#tokens, this.#pages);
  }

  /** What a gateway is given as the upstream's URL, such as `http://127.0.0.1:40123/compute`. */
  get url(): string {
    return this.#origin + this.#basePath;
  }

  /** The catalogue; a new one is served from the next call on. */
  get images(): readonly StandInImage[] {
    return this.#pages.images;
  }

  set images(images: readonly StandInImage[]) {
    this.#pages.images = images;
  }

  /** Switch lies on and off here while it runs; `heal()` ends them all. */
  get paging(): PagingLies {
    return this.#pages.lies;
  }

  set paging(lies: PagingLies) {
    this.#pages.lies = lies;
  }

  /** Every request of the vendor's API, oldest first; only the newest 10,000 are kept. */
  get calls(): readonly RecordedCall[] {
    return this.#log.calls;
  }

  /** Requests that a correct client never makes; `clearCalls()` leaves them. */
  get violations(): readonly Violation[] {
    return this.#log.violations;
  }

  count(operation: RecordedCall['operation']): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  clearCalls(): void {
    this.#log.clearCalls();
  }

  /**
   * Scripts what goes wrong with the next calls, in place of what was scripted for that operation before.
   *
   * @param fault one for every call until `heal()`, or a list of one per call, healthy afterwards
   * @param options `times`: how often the fault or the list is played
   */
  fail(operation: Operation, fault: Fault | readonly Fault[], options: { times?: number } = {}): void {
    this.#faults.set(operation, fault, options.times);
  }

  /** Ends every fault and paging lie; answers that hang, drip or are delayed go on at once and end well. */
  heal(): void {
    this.#faults.clear();
    this.#pages.lies = {};
    this.#held.letGo();
  }

  /** Takes these credentials from now on, and no others; tokens stay as they are. */
  accept(...credentials: readonly StandInCredentials[]): void {
    this.#accepted = credentials;
  }

  /** Takes a token that is not issued, as well. */
  acceptToken(token: string): void {
    this.#tokens.accept(token);
  }

  /** Every token is refused from now on, the fixed one included; new ones can be issued. */
  revokeTokens(): void {
    this.#tokens.revokeAll();
  }

  /** @throws Error with the system's code when it cannot listen there */
  async listen(port: number, host: string): Promise<void> {
    this.#origin = await this.#server.listen(port, host);
  }

  /** Frees the port and destroys every connection. */
  close(): Promise<void> {
    return this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.options.control && request.url?.startsWith('/_control/')) {
      return handleControl(request, response, this);
    }
    // a clock that is wrong shows in every answer, not in tokens alone
    response.setHeader('date', new Date(this.#now()).toUTCString());
    const call = await readCall(request, this.#basePath);
    const secrets = this.#accepted.flatMap(({ appkey, password }) => [appkey, password]);
    this.#log.record(call, request.headers, this.#now(), [...secrets, call.token]);
    const healthy: Healthy = (lifetimeSeconds) => this.#api.answer(call, lifetimeSeconds);
    const gzip =
      this.options.gzip === true && /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '');
    const fault = call.operation === 'other' ? undefined : this.#faults.next(call.operation);
    if (!fault) return send(response, jsonAnswer(healthy()), gzip);
    if (!isTransportFault(fault)) return send(response, faultyAnswer(fault, call, healthy), gzip);
    const answer = () => jsonAnswer(healthy());
    await deliverFaultily(fault, { response, held: this.#held, gzip, answer });
  }
}
