import { expectNoLeaks, noteLeak } from './leaks.js';
import { SecretPatterns } from './secret-patterns.js';
import { SecretStream } from './secret-stream.js';
import { secretsIn, secretsInFiles, withEnvFile, type Environment } from './secrets-of.js';
import { storedFiles } from './stored-files.js';

/** Those that run, by the ports that they listen on. */
const byPort = new Map<number, GatewayWatch>();
const running = new Set<GatewayWatch>();
/** What no gateway may show: keys of clients, and tokens of stand-ins, the newest. */
const shared = new Map<string, string>();
const tokens = new Map<string, string>();
/** Each gateway knows them all, and hundreds of stand-ins issue some in one file of tests. */
const MOST_TOKENS = 64;
/** Of all gateways since the beginning of the file of tests, but for those that may be stored. */
const all = new SecretPatterns();
const storable = new Set<string>();

/** The gateway that listens on a port of this machine. */
export function watchedOn(port: number | undefined): GatewayWatch | undefined {
  return port === undefined ? undefined : byPort.get(port);
}

/** Has a secret looked for in what comes out of any gateway from now on. */
export function learnSecret(name: string, secret: string): void {
  shared.set(secret, name);
  all.add(name, secret);
  for (const watch of running) watch.learn(name, secret);
}

/** The same for a token; the oldest are forgotten, because their stand-ins are gone. */
export function learnToken(token: string): void {
  const name = 'a token that was issued';
  for (const oldest of tokens.keys()) if (tokens.size >= MOST_TOKENS) tokens.delete(oldest);
  tokens.set(token, name);
  if (!storable.has(token)) all.add(name, token);
  for (const watch of running) watch.learn(name, token);
}

/** Lets a word stay in what was stored before it was a secret; it must come out of no gateway all the same. */
export function mayBeStored(secret: string): void {
  storable.add(secret);
}

/** Looks for the secrets of all gateways in what several of them may have stored. */
export function searchStored(where: string, bytes: Uint8Array): void {
  for (const finding of all.find(bytes)) noteLeak(where, finding);
}

/**
 * Looks for the secrets that one gateway was given in all that comes out of it, while it runs and at its end. Every
 * gateway of a test has one; a secret that came out fails the test (`jest.setup.ts`).
 */
export class GatewayWatch {
  readonly patterns = new SecretPatterns();
  /** Its secrets, for what it has stored. */
  private readonly learned = new Map<string, string>();
  private readonly env: Environment;
  private readonly output = new SecretStream(this.patterns, (finding) => noteLeak('its log', finding));
  private line = '';
  private hasNewSecret = false;
  private isOver = false;

  /** @param folder in which it runs */
  constructor(
    env: Environment,
    private readonly folder: string,
  ) {
    this.env = withEnvFile(env, folder);
    for (const [name, secret] of secretsIn(this.env)) this.learn(name, secret);
    for (const [secret, name] of [...shared, ...tokens]) this.learn(name, secret);
    this.readFiles();
    this.listensOn(Number(this.env['PORT']), Number(this.env['MANAGEMENT_PORT']));
    running.add(this);
  }

  listensOn(...ports: readonly number[]): void {
    for (const port of ports) if (port > 0) byPort.set(port, this);
  }

  /** Takes a piece of its log, or of what it says on standard error. */
  wrote(text: string): void {
    this.output.write(Buffer.from(text));
    const lines = (this.line + text).split('\n');
    this.line = lines.pop() ?? '';
    for (const line of lines) this.heed(line);
  }

  /**
   * Looks at what is left of it, once it has ended.
   *
   * @param written all that it has written, for secrets that came up late
   * @throws Error when a secret came out
   */
  over(written = ''): void {
    if (!this.isOver) {
      this.isOver = true;
      running.delete(this);
      for (const [port, watch] of byPort) if (watch === this) byPort.delete(port);
      if (this.readFiles()) this.wrote(written);
      this.searchStored(storedFiles(this.env['CACHE_URL'], this.folder));
    }
    expectNoLeaks();
  }

  /** @returns whether it is new */
  learn(name: string, secret: string): boolean {
    if (!storable.has(secret)) all.add(name, secret);
    this.learned.set(secret, name);
    return this.patterns.add(name, secret);
  }

  private searchStored(files: readonly Uint8Array[]): void {
    if (files.length === 0) return;
    const patterns = new SecretPatterns();
    for (const [secret, name] of this.learned) if (!storable.has(secret)) patterns.add(name, secret);
    for (const bytes of files) for (const finding of patterns.find(bytes)) noteLeak('a stored file', finding);
  }

  /** @returns whether there was anything new */
  private readFiles(): boolean {
    const found = [...secretsInFiles(this.env)];
    return found.map(([name, secret]) => this.learn(name, secret)).includes(true);
  }

  private heed(line: string): void {
    const [, port, managementPort] = /"port":(\d+),"managementPort":(\d+)/.exec(line) ?? [];
    this.listensOn(Number(port), Number(managementPort));
    if (line.includes('"msg":"secret file loaded"')) this.hasNewSecret = true;
    // the list before it may hold the new value, as any other word
    if (!this.hasNewSecret || !line.includes('"msg":"refresh"')) return;
    this.hasNewSecret = false;
    this.readFiles();
  }
}
