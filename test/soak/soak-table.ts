import type { Chronicle } from './chronicle.js';
import type { SoakOptions } from './soak-options.js';
import type { UpstreamTally } from './upstream-tally.js';

/** Megabytes of a replica after the warm-up and at the end. */
export interface Memory {
  readonly name: string;
  readonly startMb: number;
  readonly endMb: number;
}

/** What came of it, as Markdown. */
export function soakTable(
  { minutes, seed, images, replicas }: SoakOptions,
  chronicle: Chronicle,
  tally: UpstreamTally,
  facts: { readonly versions: number; readonly memory: readonly Memory[]; readonly redis: boolean },
): string {
  const { answers, faults, warnings, latencies, logged, wrong, requests, restarts } = chronicle;
  const { calm } = tally;
  const rows: readonly (readonly [string, string | number])[] = [
    [
      'run',
      `${minutes} min, seed ${seed}, ${images} images, ${replicas} replicas, ${facts.redis ? 'Redis' : 'no Redis'}`,
    ],
    ['requests', requests],
    ['**not allowed by the contract**', `**${wrong.length}**`],
    ['versions of the catalogue', facts.versions],
    ['faults injected', [...faults.values()].reduce((sum, count) => sum + count, 0)],
    ['restarts of replicas', restarts],
    ['listings of the upstream', `${tally.listings} (busiest minute: ${tally.busiestMinute})`],
    ['listings while all was well', `${calm.listings} in ${calm.seconds} s`],
    ['calls of the upstream', `${tally.pages}, of them for tokens ${tally.tokens}`],
    ...facts.memory.map(
      ({ name, startMb, endMb }) => [`RSS of ${name}`, `${startMb} MB, at the end ${endMb} MB`] as const,
    ),
    ...timesOf('as callers saw it', latencies),
    ...timesOf('by the logs', logged),
  ];
  const lines = rows.map(([name, value]) => `| ${name} | ${value} |`);
  return [
    ['| | |', '| --- | --- |', ...lines].join('\n'),
    `Answers: ${listed(answers)}.`,
    `Broken: ${listed(faults)}.`,
    `Warnings and errors in the logs: ${listed(warnings)}.`,
  ].join('\n\n');
}

function listed(table: ReadonlyMap<string, number>): string {
  const entries = [...table].sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, count]) => `${name} (${count})`).join(', ') || 'none';
}

function timesOf(by: string, { calm, outage }: Chronicle['latencies']): [string, string][] {
  return [
    [`p50, p99 ${by}`, times([...calm, ...outage])],
    ['the same while nothing was broken', times(calm)],
    ['the same while something was', times(outage)],
  ];
}

function times(latencies: readonly number[]): string {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): string => `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)} ms`;
  return `${at(0.5)}, ${at(0.99)}`;
}
