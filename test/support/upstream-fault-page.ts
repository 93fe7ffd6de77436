import type { FailureCode, FaultCase, Stage } from './upstream-fault-rows.js';
import { CONNECTION_FAULTS } from './upstream-connection-table.js';
import { FAULTS } from './upstream-fault-table.js';

/** One line of the matrix in `docs/reliability.md`. */
interface Line {
  readonly stage: string;
  readonly names: readonly string[];
  readonly code: FailureCode;
  readonly calls: string;
}

const STATUS: Readonly<Record<FailureCode, number>> = {
  UPSTREAM_INVALID: 502,
  UPSTREAM_UNAVAILABLE: 502,
  UPSTREAM_REJECTED: 502,
  UPSTREAM_TIMEOUT: 504,
};
const STAGES: readonly Stage[] = ['headers', 'status', 'body', 'type', 'JSON', 'envelope', 'list', 'token'];

/** The matrix as the tests have it: a Markdown table, one line for all faults that show and end alike. */
export function faultMatrix(): string {
  const head = [
    '| Stage | What the cloud does | Without a list | Calls in one refresh |',
    '| --- | --- | --- | --- |',
  ];
  return [...head, ...lines().map(written)].join('\n');
}

function written({ stage, names, code, calls }: Line): string {
  return `| ${stage} | ${names.join(' · ')} | ${STATUS[code]} \`${code}\` | ${calls} |`;
}

function lines(): Line[] {
  const connections = CONNECTION_FAULTS.map((fault) => ({
    ...fault,
    stage: 'connection',
    calls: String(fault.calls),
  }));
  return grouped([...connections, ...STAGES.flatMap((stage) => faultsOf(stage))]);
}

/** Of both operations; where these differ, the calls of both are told. */
function faultsOf(stage: Stage): (Omit<FaultCase, 'calls'> & { calls: string })[] {
  const [images, tokens] = [FAULTS.images, FAULTS.tokens].map((faults) =>
    faults.filter((fault) => fault.stage === stage),
  );
  const both = images!.map((fault) => {
    const other = tokens!.find(({ name, code }) => name === fault.name && code === fault.code);
    const differs = other !== undefined && other.calls !== fault.calls;
    return { ...fault, calls: differs ? `${fault.calls}, for a token ${other.calls}` : String(fault.calls) };
  });
  const rest = tokens!.filter(
    ({ name, code }) => !both.some((fault) => fault.name === name && fault.code === code),
  );
  return [...both, ...rest.map((fault) => ({ ...fault, calls: String(fault.calls) }))];
}

function grouped(faults: readonly (Omit<Line, 'names'> & { readonly name: string })[]): Line[] {
  const groups = new Map<string, Line & { names: string[] }>();
  for (const { stage, name, code, calls } of faults) {
    const key = [stage, code, calls].join();
    const group = groups.get(key) ?? { stage, code, calls, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}
