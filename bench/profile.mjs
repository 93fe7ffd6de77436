// npm run bench:profile: where the time of a request goes, by function and by file, under warm load. --help tells more.
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { checkRow } from './rig/answer.mjs';
import { temporaryFolder } from './rig/children.mjs';
import { readProfile, sharesBy } from './rig/cpu-profile.mjs';
import { HEADERS, startGateway } from './rig/gateway.mjs';
import { load } from './rig/load.mjs';
import { machine } from './rig/machine.mjs';
import { say } from './rig/say.mjs';
import { table } from './rig/tables.mjs';
import { PAGE } from './scenarios/page.mjs';

const USAGE = `Profiles the gateway under load, warmed up first, and prints shares of its busy time.

npm run bench:profile -- [options]
  --path PATH      what is asked for (default ${PAGE})
  --header H       a further header of every request, such as 'Accept-Encoding: br'
  --images N       size of the catalogue (default 200)
  --seconds N      length of the profile (default 8)
  --top N          lines of each table (default 25)
  --keep FILE      where the whole profile is kept, for the developer tools of a browser
`;

const { values } = parseArgs({
  options: {
    path: { type: 'string', default: PAGE },
    header: { type: 'string' },
    images: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '8' },
    top: { type: 'string', default: '25' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await main(values);

async function main({ path, header, images, seconds, top, keep }) {
  say(machine());
  const folder = temporaryFolder();
  const nodeFlags = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', folder];
  const gateway = await startGateway({ images: Number(images), nodeFlags });
  const row = {
    ...gateway,
    name: 'gateway',
    url: gateway.url + path,
    headers: { ...HEADERS, ...headerOf(header) },
  };
  await checkRow(row);
  say('warm-up');
  await load(row, 3, 64);
  say(`profile of ${seconds} s`);
  const from = monotonicMicros();
  const { rate } = await load(row, Number(seconds), 64);
  const to = monotonicMicros();
  await gateway.close();
  const file = join(folder, readdirSync(folder).find(isOfMainThread));
  if (keep) copyFileSync(file, keep);
  console.log(`\n\`${path}\`, ${rate.toFixed(0)} requests/s while profiled\n`);
  report(readProfile(JSON.parse(readFileSync(file, 'utf8')), from, to), Number(top));
}

/** Node names profiles `CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile`. */
function isOfMainThread(name) {
  return name.split('.')[4] === '0';
}

function report(samples, lines) {
  const byFunction = sharesBy(samples, ({ name, file }) => `${name} ${file}`);
  const byFile = sharesBy(samples, ({ file }) => file);
  const byRoom = sharesBy(samples, ({ file }) => roomOf(file));
  print('function', byFunction, 'self', lines);
  print('function of ours', byFunction.filter(isOurs), 'inclusive', lines);
  print('file or package', byFile, 'self', lines);
  print('room', byRoom.filter(isOurs), 'inclusive', lines);
}

/** Self: the time spent there. Inclusive: the time until it returned; recursion counts once. */
function print(what, shares, by, lines) {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const sorted = shares.toSorted((a, b) => b[by] - a[by]).slice(0, lines);
  const rows = sorted.map(({ name, self, inclusive }) => [name, percent(self), percent(inclusive)]);
  console.log(`By ${what}, most ${by} time first:\n\n${table([what, 'self', 'inclusive'], rows)}\n`);
}

function isOurs({ name }) {
  return name.includes('src/');
}

/** `src/http/door.ts` is in `src/http`; files beside the rooms are rooms of their own. */
function roomOf(file) {
  return file.split('/').slice(0, 2).join('/');
}

function headerOf(text) {
  if (text === undefined) return {};
  const [, name, value] = /^(.+?):\s*(.*)$/.exec(text);
  return { [name]: value };
}

/** The clock of a profile's timestamps. */
function monotonicMicros() {
  return Number(process.hrtime.bigint() / 1000n);
}
