import type { KeyEntry } from '../config/key-file.js';
import { EVERYTHING, View } from '../domain/view.js';
import { changesBetween } from './key-changes.js';

function entry(client: string, change: Partial<KeyEntry> = {}): KeyEntry {
  return { client, sha256: 'a', scopes: ['images:read'], expiresAtMs: Infinity, view: EVERYTHING, ...change };
}

const NOTHING = { added: [], removed: [], changed: [] };

describe('what changed between two key files', () => {
  it('is nothing where only the order differs', () => {
    const before = [
      entry('one', { scopes: ['images:read', 'catalog:refresh'] }),
      entry('one', { sha256: 'b' }),
    ];
    const after = [
      entry('one', { sha256: 'b' }),
      entry('one', { scopes: ['catalog:refresh', 'images:read'] }),
    ];
    expect(changesBetween(before, after)).toEqual(NOTHING);
  });

  it.each<[string, KeyEntry[]]>([
    ['another key', [entry('one', { sha256: 'b' })]],
    ['one key more', [entry('one'), entry('one', { sha256: 'b' })]],
    ['another scope', [entry('one', { scopes: ['catalog:refresh'] })]],
    ['an expiry', [entry('one', { expiresAtMs: 1 })]],
    ['a restriction', [entry('one', { view: View.of({ sources: ['default'], visibility: null }) })]],
  ])('is told by the name of the client: %s', (_what, after) => {
    expect(changesBetween([entry('one')], after)).toEqual({ ...NOTHING, changed: ['one'] });
  });

  it('is told of clients that come and go, of many by their number', () => {
    const many = Array.from({ length: 53 }, (_, at) => entry(`client-${at}`));
    expect(changesBetween([entry('one')], [entry('two')])).toEqual({
      added: ['two'],
      removed: ['one'],
      changed: [],
    });
    const { added } = changesBetween([], many);
    expect([added.length, added.at(0), added.at(-1)]).toEqual([51, 'client-0', 'and 3 more']);
  });
});
