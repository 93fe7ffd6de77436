// Servers have one core for themselves, and the load generator another one.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export const SERVER_CORE = '0';
export const LOAD_CORE = '1';
export const ALL_CORES = '0,1';

/** Whether servers and load are kept apart; without it, figures say little. */
export const canPin =
  availableParallelism() > 1 && spawnSync('taskset', ['-cp', LOAD_CORE, String(process.pid)]).status === 0;

/** The command line that runs a command line on some cores, such as `0` or `0,1`. */
export function pinned(cores, command) {
  return canPin ? ['taskset', '-c', cores, ...command] : command;
}
