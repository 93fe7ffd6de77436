// What processes and the whole machine have used so far, from /proc; all zero where there is none.
import { readdirSync, readFileSync } from 'node:fs';

const MICROS_PER_TICK = 10_000;

/** CPU time of a process and all its descendants, the ended ones included, in microseconds. */
export function treeCpuMicros(pid) {
  const all = allProcesses();
  return tree(pid, all).reduce((sum, one) => sum + (all.get(one)?.cpuMicros ?? 0), 0);
}

/** Resident memory of a process and all its descendants, in MB; shared pages count for each. */
export function treeRssMb(pid) {
  return tree(pid, allProcesses()).reduce((sum, one) => sum + rssKb(one), 0) / 1000;
}

function tree(root, all) {
  const children = [...all].filter(([, { parent }]) => parent === root).map(([pid]) => pid);
  return [root, ...children.flatMap((pid) => tree(pid, all))];
}

function allProcesses() {
  const pids = listProc().filter((name) => /^\d+$/.test(name));
  return new Map(pids.map((pid) => [Number(pid), processStat(pid)]));
}

/** Fields as in proc(5), counted behind the name, which may hold anything. */
function processStat(pid) {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), cpuMicros: ticks * MICROS_PER_TICK };
}

function rssKb(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function listProc() {
  try {
    return readdirSync('/proc');
  } catch {
    return [];
  }
}

/** Processes end while they are being looked at. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
