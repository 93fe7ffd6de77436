import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { generateImages } from '../../src/stand-in/generate-images.js';
import type { StandInImage } from '../../src/stand-in/stand-in.types.js';
import { changesSince, renamed, served } from '../support/changes-client.js';
import { EventClient } from '../support/event-client.js';
import { eventually } from '../support/eventually.js';
import { mayBeStored } from '../support/gateway-watch.js';
import { writeFile, type ReplacedFile } from '../support/upstream-files.js';
import { catalogLoaded, listImages, refreshAfter, startRig, type Rig } from '../support/upstream-rig.js';

const FIRST = 'the-first-password';
const NEW = 'a-Brand/new+"password\\777';
// it is in a list of a gateway that does not know it yet
mayBeStored(NEW);

const [ONE, TWO, ...OTHERS] = generateImages(30);
const TELLING = [renamed(ONE!, `one ${NEW}`), renamed(TWO!, `two ${NEW}`), ...OTHERS];

let rig: Rig;
let folder: string;
let file: ReplacedFile;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'changes-secrets-'));
  file = writeFile(FIRST);
  rig = await startRig({
    images: TELLING,
    password: FIRST,
    env: {
      CACHE_URL: `file:${folder}`,
      CACHE_KEEP_WARM: 'false',
      CACHE_FRESH_FOR: '60s',
      UPSTREAM_PASSWORD: undefined,
      UPSTREAM_PASSWORD_FILE: file.path,
    },
  });
  await catalogLoaded(rig);
});

afterEach(async () => {
  await rig.stop();
  file.remove();
  rmSync(folder, { recursive: true });
});

async function become(images: readonly StandInImage[]): Promise<string> {
  rig.upstream.images = images;
  await refreshAfter(rig, () => {
    rig.clock.advance(61_000);
    return listImages(rig, '?limit=1');
  });
  return (await served(rig.gateway)).version;
}

/** What is stored of changes, unpacked. */
function storedHistory(): string {
  const name = readdirSync(folder).find((each) => each.endsWith('.history'));
  if (name === undefined) return '';
  const bytes = readFileSync(join(folder, name));
  const at = bytes.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
  return gunzipSync(bytes.subarray(at)).toString();
}

const inJson = JSON.stringify(NEW).slice(1, -1);

it('a secret that comes up is in no change from before it, and in no event', async () => {
  const { version: first } = await served(rig.gateway);
  const second = await become([TELLING[0]!, ...OTHERS]);
  await eventually(storedHistory, (text) => text.includes(inJson));
  file.replace(NEW);
  await rig.clock.passing(
    eventually(
      async () => (await served(rig.gateway)).images.map(({ name }) => name),
      (names) => names.includes('one ***'),
    ),
  );
  const third = (await served(rig.gateway)).version;
  const since = await changesSince(rig.gateway, first);
  expect(since).toMatchObject({
    to: third,
    added: [],
    removed: [{ name: 'two ***' }],
    changed: [{ image: { name: 'one ***' } }],
  });
  expect(since.changed[0]!.fields).toContain('name');
  expect(await changesSince(rig.gateway, second)).toMatchObject({
    added: [],
    removed: [],
    changed: [{ image: { name: 'one ***' } }],
  });
  const byName = await EventClient.open(rig.gateway, `?q=${encodeURIComponent(NEW)}`, {
    'last-event-id': first,
  });
  const all = await EventClient.open(rig.gateway, '', { 'last-event-id': first });
  expect(await all.has(1)).toEqual([{ version: third, previous: first, added: 0, removed: 1, changed: 1 }]);
  expect(byName.events).toEqual([]);
  for (const client of [byName, all]) client.close();
  const stored = await eventually(storedHistory, (text) => !text.includes(inJson));
  expect(stored).toContain('***');
});
