import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { STORED_FORMAT, type StoredCatalog } from '../stored-catalog.js';
import { FileStore } from './file-store.js';
import { decodeEntry, encodeEntry, type StoredEntry } from './stored-file.js';

const KEY = 'catalog:2:default';
const FILE = 'catalog-2-default.catalog';
const LIMITS = { maxBytes: 4_000_000, maxImagesBytes: 3_000_000 };

let folder: string;
let store: FileStore;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'file-store-')), 'not', 'there', 'yet');
  store = new FileStore(folder, LIMITS);
});

afterEach(() => rm(join(folder, '..', '..', '..'), { recursive: true, force: true }));

function entryOf(text: string): StoredEntry {
  const value: StoredCatalog = {
    format: STORED_FORMAT,
    confirmedAt: 1_767_578_400_000,
    changedAt: 0,
    skipped: 2,
    images: Buffer.from(text),
  };
  return { value };
}

async function textOf(from: FileStore): Promise<string | undefined> {
  // what the store gives is told by its own type
  const found = (await from.get(KEY)) as StoredEntry | undefined;
  return found && Buffer.from(found.value.images).toString();
}

describe('a folder of catalogues', () => {
  it.each(['[]', '', JSON.stringify(['이미지', 'é'.repeat(100_000)])])(
    'gives back what it was given, also to another process',
    async (text) => {
      await store.set(KEY, entryOf(text));
      const found = await new FileStore(folder, LIMITS).get<StoredCatalog>(KEY);
      expect(found).toEqual(entryOf(text));
    },
  );

  it('has nothing before the first, and after it was emptied', async () => {
    expect(await store.get(KEY)).toBeUndefined();
    await store.clear();
    await store.set(KEY, entryOf('a'));
    await store.set('another', entryOf('b'));
    await store.delete(KEY);
    expect(await store.get(KEY)).toBeUndefined();
    await store.clear();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the last of many that come at once, and leaves no other file', async () => {
    const others = [store, new FileStore(folder, LIMITS), new FileStore(folder, LIMITS)];
    await Promise.all(
      others.flatMap((one, who) =>
        Array.from({ length: 20 }, (_, at) => one.set(KEY, entryOf(`${who} ${at}`))),
      ),
    );
    expect(await textOf(store)).toMatch(/^[012] 19$/);
    expect(await readdir(folder)).toEqual([FILE]);
  });

  it('is whole for whoever reads while it is written', async () => {
    const large = (letter: string): string => letter.repeat(2_000_000);
    await store.set(KEY, entryOf(large('a')));
    const writing = Promise.all([...'bcd'].map((letter) => store.set(KEY, entryOf(large(letter)))));
    for (let times = 0; times < 30; times++) {
      const text = (await textOf(new FileStore(folder, LIMITS))) ?? '';
      expect(text).toBe(large(text[0] ?? 'none'));
    }
    await writing;
  });

  it('says why it cannot be written, and goes on when it can', async () => {
    const blocked = join(folder, '..', '..', '..', 'blocked');
    await writeFile(blocked, 'a file where a folder should be');
    const other = new FileStore(blocked, LIMITS);
    await expect(other.set(KEY, entryOf('a'))).rejects.toMatchObject({ code: 'EEXIST' });
    await rm(blocked);
    await other.set(KEY, entryOf('b'));
    expect(await textOf(other)).toBe('b');
  });

  it('is rid of what a process left behind that ended in the middle, in its time', async () => {
    await store.set(KEY, entryOf('a'));
    const [old, recent] = ['old.part', 'recent.part'].map((name) => join(folder, name));
    for (const path of [old!, recent!]) await writeFile(path, 'half');
    await utimes(old!, 0, 0);
    await store.set(KEY, entryOf('b'));
    expect((await readdir(folder)).toSorted()).toEqual([FILE, 'recent.part']);
  });

  it('can be read by nobody else', async () => {
    await store.set(KEY, entryOf('a'));
    const { mode } = await stat(join(folder, FILE));
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('a damaged file', () => {
  it.each([
    ['is empty', () => Buffer.alloc(0)],
    ['has no line', () => Buffer.from('garbage')],
    ['has a line that is no JSON', () => Buffer.from('{\nabc')],
    ['has a line that is no object', () => Buffer.from('null\n')],
    ['is an object only', () => Buffer.from('{}\n')],
    ['has a line without an end', () => Buffer.alloc(10_000, 'a')],
    ['lacks its last byte', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['lacks its second half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['has a byte more', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('a')])],
  ])('is not read when it %s', async (_what, damage) => {
    await store.set(KEY, entryOf('[1,2,3]'));
    await writeFile(join(folder, FILE), damage(await readFile(join(folder, FILE))));
    await expect(store.get(KEY)).rejects.toMatchObject({ name: 'DamagedFileError' });
    await store.set(KEY, entryOf('new'));
    expect(await textOf(store)).toBe('new');
  });

  it('is not read whichever byte of it is another one', async () => {
    const bytes = await encodeEntry(entryOf('[{"id":"a"},{"id":"b"}]'));
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [0x01, 0x80]) {
        const other = Buffer.from(bytes);
        other[at]! ^= flip;
        await expect(decodeEntry(other, LIMITS)).rejects.toThrow();
      }
    }
  });

  it('cannot make more memory of itself than it says', async () => {
    const entry = entryOf('a'.repeat(1_000_000));
    const bytes = await encodeEntry(entry);
    expect(bytes.length).toBeLessThan(20_000);
    const text = bytes.toString('latin1').replace('"imagesSize":1000000', '"imagesSize":1000');
    await expect(decodeEntry(Buffer.from(text, 'latin1'), LIMITS)).rejects.toThrow('checksum');
  });
});
