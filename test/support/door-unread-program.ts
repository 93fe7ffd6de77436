import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

import { errorCode } from '../../src/config/error-code.js';
import { eventually } from './eventually.js';
import { GatewayWatch } from './gateway-watch.js';

const MAIN = join(__dirname, '../../dist/main.js');

/** The built gateway, whose log goes into a FIFO that is read up to the line with the ports, and then never again. */
export class UnreadProgram {
  /** Resolves when it ended, with how. */
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  private readonly child: ChildProcess;
  private readonly reader: number;
  private readonly watch: GatewayWatch;
  private log = '';

  /** @param options `cwd`: an empty folder, in which the FIFO is made as well */
  constructor(options: { env: Record<string, string>; cwd: string }) {
    const path = join(options.cwd, 'log');
    execFileSync('mkfifo', [path]);
    this.reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    this.child = spawn(process.execPath, [MAIN], { ...options, stdio: ['ignore', writer, 'ignore'] });
    this.watch = new GatewayWatch(options.env, options.cwd);
    closeSync(writer);
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Waits until it listens. @returns its public and its management address */
  async listening(): Promise<{ url: string; managementUrl: string }> {
    const [port, managementPort] = await eventually(
      () => this.readPorts(),
      (found) => found.length === 2,
      15_000,
    );
    return { url: `http://127.0.0.1:${port}`, managementUrl: `http://127.0.0.1:${managementPort}` };
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.child.kill(signal);
  }

  /** For the end of a test, whatever came of it. */
  async discard(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
    closeSync(this.reader);
    this.watch.over(this.log);
  }

  private readPorts(): string[] {
    const piece = readWhatIsThere(this.reader);
    this.watch.wrote(piece);
    this.log += piece;
    return /"port":(\d+),"managementPort":(\d+)/.exec(this.log)?.slice(1) ?? [];
  }
}

function readWhatIsThere(reader: number): string {
  const bytes = Buffer.alloc(4_096);
  try {
    return bytes.toString('utf8', 0, readSync(reader, bytes));
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return '';
    throw error;
  }
}
