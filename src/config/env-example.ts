import type { Setting } from './setting.js';
import { GROUPS } from './setting.js';
import { SETTINGS } from './settings.js';

const WIDTH = 100;

const HEADING = [
  'Settings of Image Gateway. Copy this file to .env and fill in what has no "#" in front: ACCESS_MODE, the appkey, and a',
  'token or a user name with its password; for OpenStack see docs/upstreams.md. Everything else shows its default. An empty variable counts as not set, and a',
  'variable of the environment wins over this file. Put quotes around a value that holds "#", a quote or a blank at an end.',
].join(' ');

const NOTE =
  'This file is made from src/config by `node dist/config/write-env-example.js`; do not edit it by hand.';

/** The text of `.env.example`: every setting with its sentence and its default. */
export function renderEnvExample(): string {
  const chapters = GROUPS.map((group) => {
    const settings = Object.entries(SETTINGS).filter(([, setting]) => setting.group === group);
    return [`## ${group}`, ...settings.map(([name, setting]) => renderSetting(name, setting))].join('\n\n');
  });
  return `${[comment(HEADING), comment(NOTE), ...chapters].join('\n\n')}\n`;
}

function renderSetting(name: string, setting: Setting<unknown>): string {
  return `${comment(describe(name, setting))}\n${assignment(name, setting)}`;
}

function describe(name: string, { about, kind, required, otherwise }: Setting<unknown>): string {
  const isSecret = kind.type === 'secret';
  return [
    about,
    ...(isSecret ? [] : [`Value: ${kind.form}.`]),
    ...(required === undefined ? [] : [`${required.replace('r', 'R')}.`]),
    ...(otherwise === undefined ? [] : [`Without it: ${otherwise}.`]),
    ...(isSecret ? [`May come from the file that ${name}_FILE names instead.`] : []),
  ]
    .join(' ')
    .replaceAll('`', '');
}

/** What must be filled in is left open; everything else is commented out. */
function assignment(name: string, setting: Setting<unknown>): string {
  const value = setting.default ?? setting.example;
  return value === undefined && setting.required !== undefined ? `${name}=` : `#${name}=${value ?? ''}`;
}

/** Lines that begin with `# ` and are at most 100 characters long, as far as the words allow. */
function comment(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines.splice(-1, 1, word);
    else if (last.length + word.length + 3 > WIDTH) lines.push(word);
    else lines.splice(-1, 1, `${last} ${word}`);
  }
  return lines.map((line) => `# ${line}`).join('\n');
}
