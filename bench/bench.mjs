// npm run bench: the gateway against what people would use instead, side by side on this machine. --help tells more.
import { readOptions } from './options.mjs';
import { program } from './rig/further.mjs';
import { closeSharedGateways } from './rig/gateway.mjs';
import { setup } from './rig/load.mjs';
import { machine } from './rig/machine.mjs';
import { writePerformancePage } from './rig/performance-page.mjs';
import { say } from './rig/say.mjs';
import { goalsTable } from './rig/tables.mjs';
import { cursor } from './scenarios/cursor.mjs';
import { encodings } from './scenarios/encodings.mjs';
import { memory } from './scenarios/memory.mjs';
import { mix } from './scenarios/mix.mjs';
import { notModified } from './scenarios/not-modified.mjs';
import { size } from './scenarios/size.mjs';
import { warm } from './scenarios/warm.mjs';

/** In the order in which they run; their names are those of `--only` and of the tables in docs/performance.md. */
const SCENARIOS = [
  warm,
  notModified,
  encodings,
  mix,
  size,
  cursor,
  memory,
  ...program('refresh', 'Warm pages during a refresh'),
  ...program('engine', 'Queries in process'),
];

const options = readOptions(SCENARIOS.map(({ name }) => name));
if (options) await main(options);

async function main({ only, write, ...options }) {
  say(`${machine()}. ${setup}`);
  const texts = {};
  const goals = [];
  const chosen = SCENARIOS.filter(({ name, quick }) => only?.includes(name) ?? (quick || !options.quick));
  for (const { name, title, run } of chosen) {
    say(`--- ${title}`);
    const { text, goals: reached } = await run(options);
    console.log(`\n### ${title}\n\n${text}`);
    texts[name] = `${machine()}.\n\n${text}`;
    goals.push(...reached);
  }
  console.log(`\n### Goals\n\n${goalsTable(goals)}\n`);
  if (write) await writePerformancePage(texts, goals);
  await closeSharedGateways();
}
