import { randomBytes } from 'node:crypto';

import type { Answer } from '../answer.js';
import { jsonAnswer } from '../answer.js';
import { ISSUED_TOKENS } from '../issued-tokens.js';
import { naiveTime } from '../naive-time.js';
import { acceptsV2, acceptsV3, type Verdict } from './keystone-auth.js';
import { catalogV2, catalogV3 } from './keystone-catalog.js';
import { keystoneError } from './openstack-answer.js';
import type { CatalogEntry, OpenStackAccount } from './openstack.types.js';

/** What a desk works with. */
export interface KeystoneSettings {
  readonly account: () => OpenStackAccount;
  readonly catalog: () => readonly CatalogEntry[];
  readonly lifetimeSeconds: number;
  readonly fixedToken: string | undefined;
  readonly now: () => number;
}

/** How a token differs from a healthy one. */
export interface OddToken {
  readonly lifetimeSeconds?: number;
  /** In place of its own fields; `undefined` removes one. Of API v3 `id` is the header. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Issues tokens as Keystone does, for API v2.0 and v3, and knows which are good. */
export class KeystoneDesk {
  /** Token to its end in epoch milliseconds. */
  readonly #tokens = new Map<string, number>();

  constructor(private readonly settings: KeystoneSettings) {
    if (settings.fixedToken !== undefined) this.#tokens.set(settings.fixedToken, Infinity);
  }

  /** Whether the token is valid now. */
  accepts(token: string): boolean {
    const end = this.#tokens.get(token);
    return end !== undefined && this.settings.now() < end;
  }

  /** Every token becomes invalid, the fixed one included. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  /** Answers a request for a token: 400 for what cannot be understood, 401 for whatever else is wrong with it. */
  issue(version: 'v2.0' | 'v3', body: string, odd: OddToken = {}): Answer {
    const account = this.settings.account();
    const verdict = judge(version, body, account);
    if (verdict === 'malformed') return keystoneError(400, `Expecting to find auth in request body: ${body}`);
    if (verdict === 'refused')
      return keystoneError(401, `The request you have made requires authentication: ${body}`);
    const { id, issuedAt, end } = this.#newToken(odd.lifetimeSeconds);
    return version === 'v3'
      ? this.#answerV3(id, `${naiveTime(issuedAt)}Z`, `${naiveTime(end)}Z`, odd.fields)
      : this.#answerV2(id, naiveTime(issuedAt), `${naiveTime(end).slice(0, 19)}Z`, odd.fields);
  }

  #answerV2(id: string, issuedAt: string, expires: string, fields: OddToken['fields']): Answer {
    const { project } = this.settings.account();
    const tenant = { ...project, enabled: true, project_domain: 'NORMAL', groupId: 'g1', description: '' };
    const token = { id, issued_at: issuedAt, expires, tenant, ...fields };
    const user = { id: 'u1', username: 'a-uuid', roles: [{ name: 'project_admin' }], roles_links: [] };
    const serviceCatalog = catalogV2(this.settings.catalog());
    return jsonAnswer({ access: { token, serviceCatalog, user, metadata: { is_admin: 0, roles: ['r1'] } } });
  }

  #answerV3(id: string, issuedAt: string, expiresAt: string, fields: OddToken['fields']): Answer {
    const { id: header = id, ...others } = { id: undefined, ...fields };
    const { project, domain } = this.settings.account();
    const catalog = catalogV3(this.settings.catalog());
    const token = { methods: ['password'], issued_at: issuedAt, expires_at: expiresAt, catalog };
    const answer = jsonAnswer({ token: { ...token, project: { ...project, domain }, ...others } });
    const isThere = !(fields && 'id' in fields) || fields['id'] !== undefined;
    const headers = { ...answer.headers, ...(isThere && { 'x-subject-token': String(header) }) };
    return { ...answer, status: 201, headers };
  }

  #newToken(lifetimeSeconds = this.settings.lifetimeSeconds): { id: string; issuedAt: number; end: number } {
    const issuedAt = this.settings.now();
    const end = issuedAt + lifetimeSeconds * 1000;
    const id = `gAAAAAB${randomBytes(48).toString('base64url')}`;
    for (const [token, over] of this.#tokens) if (over <= issuedAt) this.#tokens.delete(token);
    this.#tokens.set(id, end);
    ISSUED_TOKENS.publish(id);
    return { id, issuedAt, end };
  }
}

function judge(version: 'v2.0' | 'v3', body: string, account: OpenStackAccount): Verdict {
  try {
    const parsed: unknown = JSON.parse(body);
    return version === 'v3' ? acceptsV3(parsed, account) : acceptsV2(parsed, account);
  } catch {
    return 'malformed';
  }
}
