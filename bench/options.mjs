// What `npm run bench -- …` may be told.
import { parseArgs } from 'node:util';

const USAGE = `Compares the gateway with what people would use instead, on this machine.

npm run bench -- [options]
  --quick            fewer rows, rounds and seconds: under a minute; writes nothing
  --only LIST        only these scenarios, with commas: SCENARIOS
  --rounds N         interleaved rounds (default 5; quick: 2)
  --seconds N        length of one timing (default 4; quick: 1)
  --connections N    open connections of the load generator (default 64)
  --no-write         leaves docs/performance.md as it is
`;

/**
 * @param {readonly string[]} scenarios the names that --only may hold
 * @returns `undefined` when help was asked for, and printed; wrong options end the program
 */
export function readOptions(scenarios) {
  try {
    return parse(scenarios);
  } catch (error) {
    console.error(`${error.message}; --help tells what there is`);
    process.exit(2);
  }
}

function parse(scenarios) {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '64' },
      write: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE.replace('SCENARIOS', scenarios.join(', ')));
    return undefined;
  }
  const { quick } = values;
  return {
    quick,
    only: chosen(values.only, scenarios),
    rounds: positive('rounds', values.rounds ?? (quick ? 2 : 5)),
    seconds: positive('seconds', values.seconds ?? (quick ? 1 : 4)),
    warmUpSeconds: quick ? 1 : 3,
    connections: positive('connections', values.connections),
    write: values.write && !quick,
  };
}

function chosen(list, scenarios) {
  if (list === undefined) return undefined;
  const names = list.split(',');
  const unknown = names.filter((name) => !scenarios.includes(name));
  if (unknown.length > 0) throw new Error(`--only: there is no ${unknown.join(' or ')}`);
  return names;
}

function positive(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number from 1`);
  return number;
}
