import { thrownFacts } from '../observability/thrown.js';

let onCrash = (thrown: unknown): void => {
  process.stderr.write(`cannot start: ${placeOf(thrown)}\n`);
  process.exit(1);
};

const early: Error[] = [];
let onWarning = (warning: Error): void => void early.push(warning);

/** Says what is done with an error that nobody caught. */
export function whenCrashing(task: (thrown: unknown) => void): void {
  onCrash = task;
}

/** Says who is told of Node's warnings, those of the start included. */
export function whenWarned(task: (warning: Error) => void): void {
  onWarning = task;
  early.splice(0).forEach(task);
}

// Whoever imports this has Node print neither errors nor warnings by itself from then on: nobody would mask them.
process.on('uncaughtException', (thrown) => onCrash(thrown));
process.on('unhandledRejection', (thrown) => onCrash(thrown));
process.removeAllListeners('warning');
process.on('warning', (warning) => onWarning(warning));

/** Before the secrets are known there is nothing to mask a text with, and so it is not told. */
function placeOf(thrown: unknown): string {
  const { name, stack = '' } = thrownFacts(thrown);
  const frames = stack.split('\n').filter((line) => /^ {4}at .*[:<]\w+[>)\d:]*$/.test(line));
  return [`a bug (${/^\w{1,64}$/.test(name) ? name : 'Error'})`, ...frames].join('\n');
}
