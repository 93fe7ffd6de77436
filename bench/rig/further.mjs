// Benchmarks of the same folder that are programs of their own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { run } from './children.mjs';
import { ALL_CORES } from './cores.mjs';
import { closeSharedGateways } from './gateway.mjs';

/**
 * The scenario, if there is such a file, that runs `bench/NAME.mjs` and shows what it prints to stdout. Lines of the form
 * `goal | what | bound | measured | met` (or `not met`) go to the table of goals instead.
 */
export function program(name, title) {
  const file = fileURLToPath(new URL(`../${name}.mjs`, import.meta.url));
  const runProgram = async ({ quick }) => {
    await closeSharedGateways();
    const command = [process.execPath, file, ...(quick ? ['--quick'] : [])];
    const lines = (await run(ALL_CORES, command, 'SIGTERM').ended).split('\n');
    const isGoal = (line) => line.startsWith('goal | ');
    const shown = lines.filter((line) => !isGoal(line)).join('\n');
    return { text: asMarkdown(shown.trim()), goals: lines.filter(isGoal).map(toGoal) };
  };
  return existsSync(file) ? [{ name, title, quick: false, run: runProgram }] : [];
}

function asMarkdown(text) {
  return /^\| ?:?-{3}/m.test(text) ? text : `\`\`\`text\n${text}\n\`\`\``;
}

function toGoal(line) {
  const [, what, goal, measured, met] = line.split('|').map((cell) => cell.trim());
  return { what, goal, measured, met: met === 'met' };
}
