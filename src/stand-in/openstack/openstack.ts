import type { IncomingMessage, ServerResponse } from 'node:http';

import { send, type Answer } from '../answer.js';
import { CallLog } from '../call-log.js';
import { handleControl } from '../control.js';
import { FaultPlan } from '../fault-plan.js';
import { isTransportFault, type Fault } from '../fault.js';
import { deliverFaultily } from '../faulty-transport.js';
import { HeldAnswers } from '../held-answers.js';
import { StandInServer } from '../stand-in-server.js';
import type { Operation, RecordedCall, StandInImage, Violation } from '../stand-in.types.js';
import { DEMO_ACCOUNT } from './demo-account.js';
import { GlanceApi } from './glance-api.js';
import { glanceRows } from './glance-rows.js';
import { KeystoneDesk, type OddToken } from './keystone-desk.js';
import { glanceError } from './openstack-answer.js';
import {
  IDENTITY_PATH,
  IMAGE_PATH,
  openStackViolation,
  readOpenStackCall,
  type OpenStackCall,
} from './openstack-call.js';
import { faultyOpenStackAnswer } from './openstack-faults.js';
import type {
  CatalogEntry,
  GlanceLies,
  GlanceRow,
  OpenStackAccount,
  OpenStackOptions,
} from './openstack.types.js';

/** Starts a local server that speaks Keystone v2.0 and v3 and Glance v2, and fails as it is told to. */
export async function startOpenStack(options: OpenStackOptions = {}): Promise<OpenStack> {
  const openStack = new OpenStack(options);
  await openStack.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return openStack;
}

/** An identity service and an image service on one local port, with the record of what was asked. */
export class OpenStack {
  /** Who is let in from now on; tokens stay as they are. */
  account: OpenStackAccount;
  readonly #now: () => number;
  readonly #keystone: KeystoneDesk;
  readonly #glance: GlanceApi;
  readonly #log = new CallLog(openStackViolation);
  readonly #faults = new FaultPlan();
  readonly #held = new HeldAnswers();
  readonly #server = new StandInServer((request, response) => this.#serve(request, response));
  #origin = '';

  constructor(private readonly options: OpenStackOptions) {
    this.account = { ...DEMO_ACCOUNT, ...options.account };
    this.#now = options.now ?? Date.now;
    this.#keystone = new KeystoneDesk({
      account: () => this.account,
      catalog: () => this.#catalog(),
      lifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
      fixedToken: options.fixedToken,
      now: this.#now,
    });
    this.#glance = new GlanceApi({
      project: () => this.account.project.id,
      offers: options.offers ?? {},
      defaultLimit: options.defaultLimit ?? 25,
      maxLimit: options.maxLimit ?? 1000,
    });
    this.rows = options.rows ?? [];
  }

  /** The base address of the identity service, without a version. */
  get identityUrl(): string {
    return this.#origin + IDENTITY_PATH;
  }

  /** The base address of the image service, without a version. */
  get imageUrl(): string {
    return this.#origin + IMAGE_PATH;
  }

  get rows(): readonly GlanceRow[] {
    return this.#glance.rows;
  }

  /** All images of all projects; served from the next call on. */
  set rows(rows: readonly GlanceRow[]) {
    this.#glance.rows = rows;
  }

  /** The same of the appkey API's images. */
  set images(images: readonly StandInImage[]) {
    this.rows = glanceRows(images);
  }

  /** Switch lies on and off here while it runs; `heal()` ends them all. */
  set paging(lies: GlanceLies) {
    this.#glance.lies = lies;
  }

  /** Every request, oldest first; only the newest 10,000 are kept. */
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

  /** See `StandIn.fail`; an envelope is no fault here, because there is none. */
  fail(operation: Operation, fault: Fault | readonly Fault[], options: { times?: number } = {}): void {
    this.#faults.set(operation, fault, options.times);
  }

  /** Ends every fault and paging lie; answers that hang, drip or are delayed go on at once and end well. */
  heal(): void {
    this.#faults.clear();
    this.#glance.lies = {};
    this.#held.letGo();
  }

  /** Every token is refused from now on, the fixed one included; new ones can be issued. */
  revokeTokens(): void {
    this.#keystone.revokeAll();
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
    response.sendDate = false;
    if (this.options.sendsDate !== false) response.setHeader('date', new Date(this.#now()).toUTCString());
    const call = await readOpenStackCall(request);
    const { password, credential } = this.account;
    this.#log.record(call, request.headers, this.#now(), [password, credential.secret, call.token]);
    const healthy = (odd?: OddToken): Answer => this.#answer(call, odd);
    const fault = call.operation === 'other' ? undefined : this.#faults.next(call.operation);
    if (!fault || fault.kind === 'envelope') return send(response, healthy(), false);
    if (!isTransportFault(fault)) return send(response, faultyOpenStackAnswer(fault, call, healthy), false);
    await deliverFaultily(fault, { response, held: this.#held, gzip: false, answer: healthy });
  }

  #answer(call: OpenStackCall, odd?: OddToken): Answer {
    const { operation, version, body, token, path, accept } = call;
    if (operation === 'tokens') return this.#keystone.issue(version, body, odd);
    if (operation === 'other') return glanceError(404, `The resource ${path} could not be found.`, accept);
    if (this.#keystone.accepts(token)) return this.#glance.list(call);
    const challenge = { 'www-authenticate': `Keystone uri="${this.identityUrl}"` };
    return glanceError(401, 'This server could not verify that you are authorized.', accept, challenge);
  }

  #catalog(): readonly CatalogEntry[] {
    const { region = 'RegionOne', catalog } = this.options;
    if (catalog) return catalog(this.imageUrl);
    const names = ['public', 'internal', 'admin'] as const;
    return names.flatMap((name) => [
      { type: 'identity', region, interface: name, url: `${this.identityUrl}/v3` },
      { type: 'image', region, interface: name, url: this.imageUrl },
    ]);
  }
}
