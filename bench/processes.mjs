// Starts and ends the servers that a benchmark compares, each on the core that is kept for servers.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const CLOCK_TICKS_PER_SECOND = 100;
const canPin = spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

/** Keeps this process, the load generator, off the servers' core. */
export function pinLoadGenerator() {
  if (canPin) spawnSync('taskset', ['-cp', '1', String(process.pid)]);
  return canPin;
}

/** Starts a Node program on core 0 with its output thrown away. */
export function startServer(program, env = {}) {
  const child = fork(program, [], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (canPin) spawnSync('taskset', ['-cp', '0', String(child.pid)]);
  return child;
}

/** The port that a program says it listens on, in its log; the rest of the log is thrown away. */
export function portInLog(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text = (text + chunk).slice(-10_000);
      const port = /"port":(\d+)/.exec(text)?.[1];
      if (port) resolve(Number(port));
    });
    child.once('exit', () => reject(new Error(`the program ended before it listened:\n${text}`)));
  });
}

export async function stop(child) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** CPU time of a process so far, in microseconds; `undefined` where the system does not tell. */
export function cpuMicros(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND) * 1e6;
  } catch {
    return undefined;
  }
}
