import { randomBytes } from 'node:crypto';

import { failure, success, type Envelope } from './envelope.js';
import { ISSUED_TOKENS } from './issued-tokens.js';
import { naiveTime } from './naive-time.js';

interface TokenDeskSettings {
  /** Whom it issues tokens to, at this moment. */
  readonly accepted: () => readonly Credentials[];
  readonly lifetimeSeconds: number;
  readonly fixedToken: string | undefined;
  readonly now: () => number;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

const USER = { id: '99990000aaaabbbbccccddddeeeeffff', roles: [{ name: 'project_admin' }] } as const;

/** Issues tokens and knows which are good; any number may be valid side by side. */
export class TokenDesk {
  /** Token to its end in epoch milliseconds. */
  readonly #tokens = new Map<string, number>();

  constructor(private readonly settings: TokenDeskSettings) {
    if (settings.fixedToken !== undefined) this.accept(settings.fixedToken);
  }

  /** Whether the token is valid now; it is not from the very second of its `expires` on. */
  accepts(token: string): boolean {
    const end = this.#tokens.get(token);
    return end !== undefined && this.settings.now() < end;
  }

  /** Takes a token that it did not issue, until all are revoked. */
  accept(token: string): void {
    this.#tokens.set(token, Infinity);
  }

  /** Every token becomes invalid, the fixed one included. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  /**
   * Answers the token call: -8 for a body that is no JSON, -4 without credentials, 50401 for wrong ones.
   *
   * @param lifetimeSeconds for this one token
   */
  issue(body: string, lifetimeSeconds = this.settings.lifetimeSeconds): Envelope {
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return failure(-8, 'the request body is not JSON');
    }
    const given = readCredentials(parsed);
    if (!given) return failure(-4, 'auth.username and auth.password are required');
    const { username, password } = given;
    if (!this.settings.accepted().some((good) => good.username === username && good.password === password)) {
      return failure(50401, 'the username or the API password is wrong');
    }
    return success({ access: { token: this.#newToken(lifetimeSeconds), user: USER } });
  }

  #newToken(lifetimeSeconds: number): Readonly<Record<string, unknown>> {
    const now = this.settings.now();
    const expires = `${new Date(now + lifetimeSeconds * 1000).toISOString().slice(0, 19)}Z`;
    const id = randomBytes(16).toString('hex');
    this.#forgetExpired(now);
    this.#tokens.set(id, Date.parse(expires));
    ISSUED_TOKENS.publish(id);
    return { id, issued_at: naiveTime(now), expires };
  }

  #forgetExpired(now: number): void {
    for (const [token, end] of this.#tokens) if (end <= now) this.#tokens.delete(token);
  }
}

/** The password of a token call, if it has one, for messages that echo what they should not. */
export function passwordIn(body: string): string | undefined {
  try {
    return readCredentials(JSON.parse(body))?.password;
  } catch {
    return undefined;
  }
}

function readCredentials(body: unknown): Credentials | undefined {
  const auth = field(body, 'auth');
  const username = field(auth, 'username');
  const password = field(auth, 'password');
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return { username, password };
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
