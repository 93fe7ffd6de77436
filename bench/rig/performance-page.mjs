// Writes what was measured into docs/performance.md, between comments that name each table.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { goalsTable } from './tables.mjs';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/**
 * Puts each text between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. Goals that were not measured this time
 * stay as they are in the table of goals.
 *
 * @param {Readonly<Record<string, string>>} texts by name, in Markdown
 * @throws Error when the page has no place for one of them
 */
export async function writePerformancePage(texts, goals) {
  const page = readFileSync(PAGE, 'utf8');
  const known = goalLines(between(page, 'goals').text);
  for (const line of goalLines(goalsTable(goals))) known.set(...line);
  const table = [goalsTable([]), ...known.values()].join('\n');
  const filled = Object.entries({ ...texts, goals: table }).reduce(fill, page);
  const options = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(filled, { ...options, filepath: PAGE }));
}

function fill(page, [name, text]) {
  const { start, end } = between(page, name);
  return `${page.slice(0, start)}\n\n${text}\n\n${page.slice(end)}`;
}

function between(page, name) {
  const opening = `<!-- bench:${name} -->`;
  const start = page.indexOf(opening) + opening.length;
  const end = page.indexOf(`<!-- /bench:${name} -->`, start);
  if (start < opening.length || end < 0)
    throw new Error(`docs/performance.md has no place for bench:${name}`);
  return { start, end, text: page.slice(start, end) };
}

/** The lines of a table of goals by what they say is measured. */
function goalLines(table) {
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  return new Map(lines.slice(2).map((line) => [line.split('|')[1].trim(), line]));
}
