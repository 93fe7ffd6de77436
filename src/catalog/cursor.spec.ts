import { toUSVString } from 'node:util';

import fc from 'fast-check';

import { EVERYTHING, View } from '../domain/view.js';
import { Secret } from '../config/secret.js';
import { ListingCursors, type CursorFault, type CursorStart } from './cursor.js';

const SECRET = new Secret('a secret of the replicas');
const LISTING = 'status=active&sort=name';
const AFTER: CursorStart = {
  kind: 'after',
  anchor: { id: 'an-id', source: 'default', values: ['웹서버 "1"', 1_778_843_648, null] },
};
const STARTS: readonly CursorStart[] = [AFTER, { ...AFTER, kind: 'before' }, { kind: 'last' }];

const writeCursor = (start: CursorStart, listing: string, secret: Secret): string =>
  new ListingCursors(listing, EVERYTHING, secret).write(start);
const readCursor = (text: string, listing: string, secret: Secret): CursorStart | CursorFault =>
  new ListingCursors(listing, EVERYTHING, secret).read(text);

describe('a cursor', () => {
  it('is of the view that it was given out in, and of no other', () => {
    const some = [
      EVERYTHING,
      View.of({ sources: ['default'], visibility: null }),
      View.of({ sources: null, visibility: ['public'] }),
      View.of({ sources: ['default'], visibility: ['public'] }),
    ].map((view) => new ListingCursors(LISTING, view, SECRET));
    for (const writer of some) {
      for (const reader of some) {
        const expected = reader === writer ? AFTER : 'CURSOR_MISMATCH';
        expect(reader.read(writer.write(AFTER))).toEqual(expected);
      }
    }
  });

  it.each(STARTS)('says again what was written: $kind', (start) => {
    expect(readCursor(writeCursor(start, LISTING, SECRET), LISTING, SECRET)).toEqual(start);
  });

  it('says again any place', () => {
    const text = fc.string({ unit: 'binary' }).map(toUSVString);
    const value = fc.oneof(text, fc.maxSafeInteger(), fc.constant(null));
    const anchor = fc.record({ id: text, source: text, values: fc.array(value, { maxLength: 3 }) });
    const start = fc.record({ kind: fc.constantFrom('after', 'before'), anchor });
    const check = (place: CursorStart, listing: string): void => {
      expect(readCursor(writeCursor(place, listing, SECRET), listing, SECRET)).toEqual(place);
    };
    fc.assert(fc.property(start, text, check));
  });

  it('is the same text on every replica, and safe in a query', () => {
    const cursor = writeCursor(AFTER, LISTING, SECRET);
    expect(writeCursor(AFTER, LISTING, new Secret('a secret of the replicas'))).toBe(cursor);
    expect(encodeURIComponent(cursor)).toBe(cursor);
  });

  it.each(STARTS)('is refused with any other character at any place: $kind', (start) => {
    const cursor = writeCursor(start, LISTING, SECRET);
    for (const at of cursor.split('').keys()) {
      for (const other of ['A', 'Q', '_', '+', '=', ' ', '\u0141']) {
        if (cursor[at] === other) continue;
        const damaged = cursor.slice(0, at) + other + cursor.slice(at + 1);
        expect([damaged, readCursor(damaged, LISTING, SECRET)]).toEqual([damaged, 'INVALID_CURSOR']);
      }
    }
  });

  it('is refused when it is longer, shorter or something else', () => {
    const cursor = writeCursor(AFTER, LISTING, SECRET);
    const others = [
      `${cursor}A`,
      `${cursor}=`,
      ` ${cursor}`,
      cursor.slice(1),
      cursor.slice(0, -1),
      '',
      'x',
      '%',
    ];
    for (const other of [...others, 'A'.repeat(21), 'A'.repeat(22), 'A'.repeat(4_096)]) {
      expect([other, readCursor(other, LISTING, SECRET)]).toEqual([other, 'INVALID_CURSOR']);
    }
  });

  it('is refused under another secret, before anything else is said about it', () => {
    const cursor = writeCursor(AFTER, LISTING, SECRET);
    expect(readCursor(cursor, LISTING, new Secret('another'))).toBe('INVALID_CURSOR');
    expect(readCursor(cursor, 'sort=status', new Secret('another'))).toBe('INVALID_CURSOR');
  });

  it.each(['', 'sort=name', 'status=active&sort=-name', 'status=active&sort=name '])(
    'belongs to its own listing and not to %j',
    (other) => {
      expect(readCursor(writeCursor(AFTER, LISTING, SECRET), other, SECRET)).toBe('CURSOR_MISMATCH');
    },
  );

  it('shows nothing of its secret', () => {
    const cursor = writeCursor(AFTER, LISTING, SECRET);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('secret');
  });
});
