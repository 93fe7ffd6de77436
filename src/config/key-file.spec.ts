import { EVERYTHING, View } from '../domain/view.js';
import { decodeKeyFile } from './key-file.js';

const DIGEST = 'c0ffee'.repeat(10) + 'c0ff';
const ENTRY = { client: 'acme', sha256: DIGEST, scopes: ['images:read'] };

function faultsOf(list: unknown): readonly string[] {
  const decoded = decodeKeyFile(JSON.stringify(list));
  return 'faults' in decoded ? decoded.faults : [];
}

describe('decodeKeyFile', () => {
  it('reads the entries', () => {
    const second = { client: 'b.c_d-1', sha256: 'a'.repeat(64), scopes: ['images:read', 'catalog:refresh'] };
    const text = JSON.stringify([ENTRY, { ...second, expiresAt: '2027-01-01T09:00:00+09:00' }]);
    expect(decodeKeyFile(text)).toEqual({
      entries: [
        { client: 'acme', sha256: DIGEST, scopes: ['images:read'], expiresAtMs: Infinity, view: EVERYTHING },
        { ...second, expiresAtMs: Date.UTC(2027, 0, 1), view: EVERYTHING },
      ],
    });
  });

  it.each([
    [{}, EVERYTHING],
    [{ sources: ['kr_1-A', 'default'] }, View.of({ sources: ['default', 'kr_1-A'], visibility: null })],
    [{ visibility: ['public'] }, View.of({ sources: null, visibility: ['public'] })],
    [
      { sources: ['a'], visibility: ['shared', 'public'] },
      View.of({ sources: ['a'], visibility: ['public', 'shared'] }),
    ],
  ])('reads what its client may see: %j', (restrictions, view) => {
    expect(decodeKeyFile(JSON.stringify([{ ...ENTRY, ...restrictions }]))).toMatchObject({
      entries: [{ view }],
    });
  });

  it('takes an empty list, and two keys of one client', () => {
    expect(decodeKeyFile('[]')).toEqual({ entries: [] });
    expect(faultsOf([ENTRY, { ...ENTRY, sha256: 'b'.repeat(64) }])).toEqual([]);
  });

  it.each([[''], ['{'], ['{}'], ['null'], ['"canary"'], ['[1,]']])('refuses %s as a whole', (text) => {
    expect(decodeKeyFile(text)).toEqual({ faults: ['must be a JSON list of entries'] });
  });

  it.each([
    ['client', { ...ENTRY, client: '' }],
    ['client', { ...ENTRY, client: 'a b' }],
    ['client', { ...ENTRY, client: 'x'.repeat(65) }],
    ['client', { ...ENTRY, client: 'acme\n' }],
    ['client', { sha256: DIGEST, scopes: ['images:read'] }],
    ['sha256', { ...ENTRY, sha256: DIGEST.toUpperCase() }],
    ['sha256', { ...ENTRY, sha256: DIGEST.slice(1) }],
    ['sha256', { ...ENTRY, sha256: 1 }],
    ['scopes', { ...ENTRY, scopes: [] }],
    ['scopes', { ...ENTRY, scopes: ['images:write'] }],
    ['scopes', { ...ENTRY, scopes: 'images:read' }],
    ['expiresAt', { ...ENTRY, expiresAt: '2027-01-01' }],
    ['expiresAt', { ...ENTRY, expiresAt: '2027-01-01T00:00:00' }],
    ['expiresAt', { ...ENTRY, expiresAt: null }],
    ['sources', { ...ENTRY, sources: [] }],
    ['sources', { ...ENTRY, sources: 'default' }],
    ['sources', { ...ENTRY, sources: null }],
    ['sources', { ...ENTRY, sources: ['default', ''] }],
    ['sources', { ...ENTRY, sources: ['a b'] }],
    ['sources', { ...ENTRY, sources: [1] }],
    ['visibility', { ...ENTRY, visibility: [] }],
    ['visibility', { ...ENTRY, visibility: 'public' }],
    ['visibility', { ...ENTRY, visibility: ['Public'] }],
    ['visibility', { ...ENTRY, visibility: ['public', null] }],
  ])('refuses a wrong %s: %j', (member, entry) => {
    expect(faultsOf([entry])).toEqual([expect.stringMatching(new RegExp(`^\\[0\\]\\.${member} must be `))]);
  });

  it.each([[null], ['text'], [[]], [1]])('refuses %j as an entry', (entry) => {
    expect(faultsOf([ENTRY, entry])).toEqual([
      '[1] must be an object with client, sha256, scopes, expiresAt, sources, visibility',
    ]);
  });

  it('refuses a misspelt member, which would make a key eternal', () => {
    expect(faultsOf([{ ...ENTRY, expires_at: '2027-01-01T00:00:00Z' }])).toEqual([
      '[0] has an unknown member "expires_at"; did you mean expiresAt?',
    ]);
  });

  it.each([
    ['source', 'sources'],
    ['Sources', 'sources'],
    ['scope', 'scopes'],
    ['visibilities', 'visibility'],
    ['visiblity', 'visibility'],
  ])('refuses %s, without which a client would see or do something else', (name, meant) => {
    expect(faultsOf([{ ...ENTRY, [name]: ['public'] }])).toEqual([
      `[0] has an unknown member "${name}"; did you mean ${meant}?`,
    ]);
  });

  it('does not repeat a member that is nothing like ours, because it may be a key', () => {
    expect(faultsOf([{ ...ENTRY, igw_canary: true }])).toEqual(['[0] has an unknown member']);
  });

  it('refuses one digest twice', () => {
    expect(faultsOf([ENTRY, null, { ...ENTRY, client: 'other' }])).toContain(
      '[2].sha256 repeats that of [0]',
    );
  });

  it('reports all faults of all entries, but not hundreds, and never a digest', () => {
    expect(
      faultsOf([
        { ...ENTRY, client: '', scopes: [] },
        { ...ENTRY, sha256: 'canary' },
      ]),
    ).toHaveLength(3);
    const faults = faultsOf(Array.from({ length: 300 }, () => ENTRY));
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe('and 279 more faults');
    expect(faults.join()).not.toContain(DIGEST);
  });
});
