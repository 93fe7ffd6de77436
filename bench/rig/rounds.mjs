// Measures rows in turns (A B C … A B C …), so that whatever the machine does meets all of them.
import { checkRow } from './answer.mjs';
import { load } from './load.mjs';
import { machineBusyMicros, treeCpuMicros, treeRssMb } from './proc.mjs';
import { say } from './say.mjs';

/** A round counts as disturbed when others used more than this share of one core in any of its timings. */
const FOREIGN_SHARE = 0.1;

/** No number stands twice for `{n}` in a sequence, whichever row it goes to. */
let nextNumber = 0;

/**
 * Checks every row, warms each up, and times them in turns. A disturbed round is repeated, at most as often
 * as rounds are asked for; when too few are left, all of them count, and `disturbed` says how many were.
 *
 * @param rows of `{ name, url, headers, pid, expected?, sequence? }`; the first is what others are compared with
 * @param options of the benchmark
 * @returns `{ rows, rounds, disturbed }`: each row with `samples` of `{ rate, p99Ms, cpuMicros }`, and `rssMb`
 */
export async function measure(rows, options) {
  for (const row of rows) await checkRow(row);
  for (const row of rows) {
    say(`warm-up       ${row.name}`);
    await timed(row, options.warmUpSeconds, options.connections);
  }
  const { kept, disturbed } = await roundsOf(rows, options);
  const measured = rows.map((row, index) => ({
    ...row,
    samples: kept.map((round) => round[index]),
    rssMb: treeRssMb(row.pid),
  }));
  return { rows: measured, rounds: kept.length, disturbed };
}

async function roundsOf(rows, { rounds, seconds, connections, quick }) {
  const calm = [];
  const all = [];
  const most = quick ? rounds : rounds * 2;
  while (calm.length < rounds && all.length < most) {
    const round = [];
    for (const row of rows) {
      const sample = await timed(row, seconds, connections);
      round.push(sample);
      say(
        `round ${String(calm.length + 1).padStart(2)}/${rounds}   ${row.name.padEnd(44)} ${line(sample, round[0])}`,
      );
    }
    all.push(round);
    if (round.every(({ foreignShare }) => foreignShare <= FOREIGN_SHARE)) calm.push(round);
    else say('              this round was disturbed by other load');
  }
  const enough = calm.length * 2 >= rounds;
  return { kept: enough ? calm : all, disturbed: enough ? 0 : all.length - calm.length };
}

function line({ rate, foreignShare }, base) {
  const compared = (rate / base.rate).toFixed(2);
  const foreign = foreignShare > FOREIGN_SHARE ? `   others used ${(foreignShare * 100).toFixed(0)} %` : '';
  return `${rate.toFixed(0).padStart(7)} requests/s  ${compared}${foreign}`;
}

async function timed(row, seconds, connections) {
  const before = clocks(row.pid);
  const { rate, total, p99Ms } = await load(row, seconds, connections, nextNumber);
  const after = clocks(row.pid);
  nextNumber += total + connections;
  const ours = after.ours - before.ours;
  return {
    rate,
    total,
    p99Ms,
    cpuMicros: (after.server - before.server) / total,
    foreignShare: Math.max(0, after.machine - before.machine - ours) / (after.wall - before.wall),
  };
}

function clocks(pid) {
  const wall = Number(process.hrtime.bigint() / 1000n);
  return { wall, server: treeCpuMicros(pid), ours: treeCpuMicros(process.pid), machine: machineBusyMicros() };
}
