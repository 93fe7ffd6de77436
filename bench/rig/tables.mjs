// Rows of measurements as Markdown tables, and goals with what was measured.
import { setup } from './load.mjs';
import { median, noise, ratio } from './statistics.mjs';

/** @param head names of columns; all but the first hold figures */
export function table(head, rows) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** One line per row: each against the first, which is the base. */
export function rowsTable(rows, baseName) {
  const head = ['row', `against ${baseName}`, 'requests/s', 'p99', 'CPU per request', 'RSS'];
  return table(
    head,
    rows.map((row) => [
      row.name,
      showRatio(rateRatio(row, rows[0])),
      showSpread(rates(row)),
      `${row.p99Ms.toFixed(1)} ms`,
      `${median(cpus(row)).toFixed(1)} µs`,
      `${row.rssMb.toFixed(0)} MB`,
    ]),
  );
}

/** Requests per second of one row against another's. */
export function rateRatio(row, base) {
  return ratio(rates(row), rates(base));
}

function showRatio({ value, min, max }) {
  if (min === undefined) return value.toFixed(2);
  return `${value.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

/** How it was measured, and how far apart the first row's rounds are. */
export function howMeasured({ rows, rounds }) {
  const spread = `noise of the machine (${rows[0].name}): ±${(noise(rates(rows[0])) * 100).toFixed(0)} %`;
  return `${setup}; ${rounds} rounds; ${spread}.`;
}

/** @param bound `{ least }` or `{ most }` */
export function goal(what, measured, { least, most }) {
  const met = least === undefined ? measured.value <= most : measured.value >= least;
  const text = least === undefined ? `at most ${most}` : `at least ${least}`;
  return { what, goal: text, measured: showRatio(measured), met };
}

export function goalsTable(goals) {
  const rows = goals.map(({ what, goal, measured, met }) => [
    what,
    goal,
    measured,
    met ? 'met' : '**not met**',
  ]);
  return table(['what', 'goal', 'measured', ''], rows);
}

function rates({ samples }) {
  return samples.map(({ rate }) => rate);
}

function cpus({ samples }) {
  return samples.map(({ cpuMicros }) => cpuMicros);
}

function showSpread(numbers) {
  const show = (number) => Math.round(number).toLocaleString('en-GB');
  return `${show(median(numbers))} (${show(Math.min(...numbers))}–${show(Math.max(...numbers))})`;
}
