// Measures rows in turns of a tenth of a second, so that whatever the machine does meets all of them alike.
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import { checkRow } from './answer.mjs';
import { resumeGroup, stopGroup } from './children.mjs';
import { load, startLoad } from './load.mjs';
import { treeCpuMicros, treeRssMb } from './proc.mjs';
import { say } from './say.mjs';

/** Long enough for caches of the processor to be filled anew, short enough for the noise to be the same for all. */
const TURN_MS = 100;

/** No number stands twice for `{n}` in a sequence, whichever row it goes to. */
const NUMBERS_PER_LOAD = 2_000_000;
let nextNumber = 0;

/**
 * Checks every row, warms each up, times each alone for its latency (quick: in the warm-up), and then all in turns for their rates.
 *
 * @param rows of `{ name, url, headers, pid, expected?, sequence? }`; the first is what others are compared with
 * @param options of the benchmark; each row gets `seconds` of each round
 * @returns `{ rows, rounds }`: each row with `p99Ms`, `rssMb`, and `samples` of `{ rate, cpuMicros }`
 */
export async function measure(rows, options) {
  for (const row of rows) await checkRow(row);
  let latencies = await eachAlone('warm-up', rows, options.warmUpSeconds, options);
  if (!options.quick) latencies = await eachAlone('latency', rows, options.seconds, options);
  const rounds = [];
  while (rounds.length < options.rounds) rounds.push(await inTurns(rows, rounds.length + 1, options));
  const measured = rows.map((row, index) => ({
    ...row,
    p99Ms: latencies[index],
    samples: rounds.map((round) => round[index]),
    rssMb: treeRssMb(row.pid),
  }));
  return { rows: measured, rounds: rounds.length };
}

/** @returns the p99 of each row, in milliseconds */
async function eachAlone(what, rows, seconds, { connections }) {
  const latencies = [];
  for (const row of rows) {
    const { p99Ms } = await load(row, seconds, connections, numbers());
    say(`${what}       ${row.name.padEnd(44)} ${p99Ms.toFixed(1).padStart(7)} ms p99`);
    latencies.push(p99Ms);
  }
  return latencies;
}

/** Loads all rows at once, but lets only one load and its server run at a time. */
async function inTurns(rows, round, { rounds, seconds, connections }) {
  const loads = rows.map((row) => new Turns(row, seconds * rows.length, connections));
  while (loads.some(({ isDone }) => !isDone)) {
    for (const one of loads) if (!one.isDone) await one.turn();
  }
  for (const { pid } of rows) resumeGroup(pid);
  const samples = [];
  for (const one of loads) samples.push(await one.sample());
  rows.forEach(({ name }, index) => {
    const { rate } = samples[index];
    const compared = (rate / samples[0].rate).toFixed(2);
    say(
      `round ${String(round).padStart(2)}/${rounds}   ${name.padEnd(44)} ${rate.toFixed(0).padStart(7)} requests/s  ${compared}`,
    );
  });
  return samples;
}

/** One row's load, which runs in its turns only. */
class Turns {
  isDone = false;
  #activeMs = 0;
  #cpuMicros = 0;
  #row;
  #load;
  #ended;

  constructor(row, seconds, connections) {
    this.#row = row;
    this.#load = startLoad(row, seconds, connections, numbers());
    this.#ended = this.#load.ended.finally(() => (this.isDone = true));
    this.#stop();
  }

  async turn() {
    const [cpuMicros, startedAt] = [treeCpuMicros(this.#row.pid), performance.now()];
    resumeGroup(this.#row.pid);
    resumeGroup(this.#load.pid);
    await Promise.race([pause(TURN_MS), this.#ended]);
    this.#stop();
    this.#activeMs += performance.now() - startedAt;
    this.#cpuMicros += treeCpuMicros(this.#row.pid) - cpuMicros;
  }

  /** @returns requests per second of its own turns, and what each cost its server */
  async sample() {
    const { total } = await this.#ended;
    return { rate: (total / this.#activeMs) * 1_000, cpuMicros: this.#cpuMicros / total };
  }

  #stop() {
    stopGroup(this.#load.pid);
    stopGroup(this.#row.pid);
  }
}

function numbers() {
  nextNumber += NUMBERS_PER_LOAD;
  return nextNumber;
}
