import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { DEMO_CREDENTIALS } from '../../src/stand-in/demo-credentials.js';
import { eventually } from './eventually.js';
import { GatewayWatch } from './gateway-watch.js';

const DIST = join(__dirname, '../../dist');

/** How a process ended, and how long after its start. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly ms: number;
}

/** A program of the build in a process of its own, with no environment but what it is given. */
export class BuiltProgram {
  readonly ended: Promise<Ending>;
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly watch: GatewayWatch;

  /** @param file below `dist/`; `npm run build` makes it, and `npm test` begins with that */
  constructor(
    file: string,
    options: { env?: Record<string, string | undefined>; args?: string[]; cwd: string; stdin?: string },
  ) {
    const path = join(DIST, file);
    if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build`);
    const { env = {}, args = [], cwd, stdin } = options;
    const startedAt = performance.now();
    const input = stdin === undefined ? 'ignore' : 'pipe';
    this.child = spawn(process.execPath, [path, ...args], { cwd, env, stdio: [input, 'pipe', 'pipe'] });
    this.child.stdin?.end(stdin);
    this.watch = new GatewayWatch(env, cwd);
    this.child.stdout?.on('data', (bytes: Buffer) => {
      this.stdout += bytes.toString();
      this.watch.wrote(bytes.toString());
    });
    this.child.stderr?.on('data', (bytes: Buffer) => {
      this.stderr += bytes.toString();
      this.watch.wrote(bytes.toString());
    });
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) =>
        resolve({ code, signal, ms: performance.now() - startedAt }),
      );
    });
  }

  /** The lines of its log so far, parsed. */
  get logs(): Readonly<Record<string, unknown>>[] {
    const lines = this.stdout.split('\n').slice(0, -1);
    return lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Waits for a line of the log; fails when the process ends before. */
  async line(msg: string): Promise<Readonly<Record<string, unknown>>> {
    const find = (): Readonly<Record<string, unknown>> | undefined =>
      this.logs.find((line) => line['msg'] === msg);
    const found = await eventually(find, (line) => line !== undefined || this.isOver, 15_000);
    if (!found) throw new Error(`it ended before it logged ${msg}: ${this.stdout}${this.stderr}`);
    return found;
  }

  /** Waits until the gateway listens. @returns its public and its management address */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  async listening(): Promise<{ url: string; managementUrl: string }> {
    const { port, managementPort } = await this.line('listening');
    return {
      url: `http://127.0.0.1:${String(port)}`,
      managementUrl: `http://127.0.0.1:${String(managementPort)}`,
    };
  }

  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** For the end of a test, whatever came of it. */
  async discard(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
    this.watch.over(this.stdout + this.stderr);
  }

  private get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** The settings of a gateway on free loopback ports, open to everyone, in front of a stand-in. */
export function gatewayEnvironment(upstreamUrl: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
    ACCESS_MODE: 'anonymous',
    UPSTREAM_URL: upstreamUrl,
    UPSTREAM_APPKEY: DEMO_CREDENTIALS.appkey,
    UPSTREAM_USERNAME: DEMO_CREDENTIALS.username,
    UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
  };
}
