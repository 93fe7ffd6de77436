// Every process and folder that a benchmark makes, so that all of them are gone when it ends, however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

import { pinned } from './cores.mjs';

/** With the signal that ends each of them when the benchmark does not end as it should. */
const children = new Map();
const folders = new Set();

process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Starts a program in a process group of its own, with nothing of our environment but the path.
 *
 * @param core the only core that it and its children run on
 * @param env further environment variables
 * @param stdio as in `spawn`
 * @param endBy SIGTERM for a program that has children of its own to end
 */
export function start(core, [program, ...args], options = {}) {
  const { env = {}, stdio = ['ignore', 'ignore', 'inherit'], endBy = 'SIGKILL' } = options;
  const [command, ...rest] = pinned(core, [program, ...args]);
  const child = spawn(command, rest, { env: { PATH: process.env.PATH, ...env }, stdio, detached: true });
  children.set(child, endBy);
  child.once('exit', () => children.delete(child));
  child.once('error', (error) => {
    console.error(`cannot start ${program}: ${error.message}`);
    process.exit(1);
  });
  return child;
}

/** Asks a process to end, and waits until it has; after five seconds it is no longer asked. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), 5_000);
  await exited;
  clearTimeout(impatience);
}

/** Lets a process and its children do nothing until `resumeGroup`. */
export function stopGroup(pid) {
  signalGroup({ pid }, 'SIGSTOP');
}

export function resumeGroup(pid) {
  signalGroup({ pid }, 'SIGCONT');
}

/** @returns `{ pid, ended }`: what a program that ends by itself writes to stdout */
export function run(core, command, endBy) {
  const child = start(core, command, { stdio: ['ignore', 'pipe', 'inherit'], endBy });
  return { pid: child.pid, ended: outputOf(child, command) };
}

async function outputOf(child, command) {
  const exited = once(child, 'exit');
  const text = Buffer.concat(await child.stdout.toArray()).toString();
  const [code] = await exited;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${text}`);
  return text;
}

/** A new folder, removed at the end. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'image-gateway-bench-'));
  folders.add(folder);
  return folder;
}

function endAll() {
  for (const [child, signal] of children) {
    signalGroup(child, signal);
    resumeGroup(child.pid);
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // it has ended in the meantime
  }
}
