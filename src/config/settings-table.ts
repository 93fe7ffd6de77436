import type { Setting } from './setting.js';
import { GROUPS } from './setting.js';
import { SETTINGS } from './settings.js';

const HEADER = ['Name', 'Default', 'Meaning'] as const;

type Row = readonly [name: string, fallback: string, meaning: string];

/** Every setting as one row of a Markdown table, padded as Prettier does. */
export function renderSettingsTable(): string {
  const settings = GROUPS.flatMap((group) =>
    Object.entries(SETTINGS).filter(([, setting]) => setting.group === group),
  );
  const rows = [HEADER, ...settings.map(([name, setting]) => renderRow(name, setting))];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head, ...body] = rows.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('');
}

function renderRow(name: string, setting: Setting<unknown>): Row {
  const value = setting.kind.type === 'secret' ? '_Secret._' : `Value: ${setting.kind.form}.`;
  const meaning = `${setting.about} ${value}`;
  return [`\`${name}\``, fallback(setting), meaning.replaceAll('|', '\\|')];
}

function fallback(setting: Setting<unknown>): string {
  if (setting.default !== undefined) return `\`${setting.default}\``;
  return setting.otherwise ?? setting.required ?? '';
}
