// npm run bench: the gateway against what people would use instead, side by side on this machine. --help tells more.
import { cpus } from 'node:os';

import { readOptions } from './options.mjs';
import { canPin } from './rig/cores.mjs';
import { loadName } from './rig/load.mjs';
import { say } from './rig/say.mjs';
import { goalsTable } from './rig/tables.mjs';
import * as warm from './scenarios/warm.mjs';

const SCENARIOS = { warm };

const options = readOptions(Object.keys(SCENARIOS));
if (options) await main(options);

async function main(options) {
  say(machine());
  const goals = [];
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (options.only && !options.only.includes(name)) continue;
    say(`--- ${scenario.title}`);
    const { text, goals: reached } = await scenario.run(options);
    console.log(`\n### ${scenario.title}\n\n${text}`);
    goals.push(...reached);
  }
  console.log(`\n### Goals\n\n${goalsTable(goals)}\n`);
  process.exit(0);
}

function machine() {
  const processors = cpus();
  const cores = canPin ? 'server on core 0, load on core 1' : 'NOT pinned to cores, which says little';
  const today = new Date().toISOString().slice(0, 10);
  return `${today}, Node ${process.version}, ${processors.length} × ${processors[0]?.model}, ${cores}, ${loadName}`;
}
