import { readFileSync } from 'node:fs';

/** The process and all below it; only itself where there is no `/proc`. */
export function treeOf(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(' ').map(Number).filter(Boolean);
  return [pid, ...children.flatMap(treeOf)];
}

/** The memory of the process and all below it, in MB; 0 where that cannot be told. */
export function residentMb(pid: number): number {
  const kilobytes = treeOf(pid).map((one) =>
    Number(/VmRSS:\s*(\d+)/.exec(textOf(`/proc/${one}/status`))?.[1] ?? 0),
  );
  return Math.round(kilobytes.reduce((sum, kb) => sum + kb, 0) / 1_024);
}

/** Sends the signal to each process that is still there. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended by itself
    }
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
