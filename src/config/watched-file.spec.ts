import { mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WatchedFile } from './watched-file.js';

let dir = '';
let path = '';
let now = 0;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'watched-'));
  path = join(dir, 'file');
  now = 0;
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('WatchedFile', () => {
  it('answers the first call, then only what is new', () => {
    writeFileSync(path, 'one');
    const file = new WatchedFile(path, () => now);
    expect(file.changed()).toEqual({ text: 'one' });
    now = 1_000;
    expect(file.changed()).toBeUndefined();
    writeFileSync(path, 'three');
    now = 2_000;
    expect(file.changed()).toEqual({ text: 'three' });
    now = 3_000;
    expect(file.changed()).toBeUndefined();
  });

  it('looks at most once a second', () => {
    writeFileSync(path, 'one');
    const file = new WatchedFile(path, () => now);
    file.changed();
    writeFileSync(path, 'three');
    now = 999;
    expect(file.changed()).toBeUndefined();
    now = 1_000;
    expect(file.changed()).toEqual({ text: 'three' });
  });

  it('says nothing of a file that was touched but has the old content', () => {
    writeFileSync(path, 'one');
    const file = new WatchedFile(path, () => now);
    file.changed();
    utimesSync(path, 1, 1);
    now = 1_000;
    expect(file.changed()).toBeUndefined();
  });

  it('sees other content of the same size and modification time', () => {
    writeFileSync(path, 'one');
    utimesSync(path, 1, 1);
    const file = new WatchedFile(path, () => now);
    file.changed();
    writeFileSync(path, 'two');
    utimesSync(path, 1, 1);
    now = 1_000;
    expect(file.changed()).toEqual({ text: 'two' });
  });

  it('reports once that the file is gone, and again when it is back', () => {
    writeFileSync(path, 'one');
    const file = new WatchedFile(path, () => now);
    const next = (): unknown => {
      now += 1_000;
      return file.changed();
    };
    expect(next()).toEqual({ text: 'one' });
    rmSync(path);
    expect(next()).toEqual({ unreadable: 'ENOENT' });
    expect(next()).toBeUndefined();
    writeFileSync(path, 'one');
    expect(next()).toEqual({ text: 'one' });
  });

  it('reports a file that is back without having changed', () => {
    mkdirSync(join(dir, 'volume'));
    path = join(dir, 'volume', 'file');
    writeFileSync(path, 'one');
    const file = new WatchedFile(path, () => now);
    file.changed();
    renameSync(join(dir, 'volume'), join(dir, 'away'));
    now = 1_000;
    expect(file.changed()).toEqual({ unreadable: 'ENOENT' });
    renameSync(join(dir, 'away'), join(dir, 'volume'));
    now = 2_000;
    expect(file.changed()).toEqual({ text: 'one' });
  });

  it('reads neither devices nor pipes, whose end may never come', () => {
    expect(new WatchedFile('/dev/null').changed()).toEqual({ unreadable: 'not a regular file' });
  });

  it('does not read what is too large, or not UTF-8', () => {
    writeFileSync(path, '');
    truncateSync(path, 1024 * 1024 + 1);
    expect(new WatchedFile(path).changed()).toEqual({ unreadable: 'larger than 1 MiB' });
    writeFileSync(path, Buffer.from([0xff, 0xfe]));
    expect(new WatchedFile(path).changed()).toEqual({ unreadable: 'not UTF-8 text' });
  });
});
