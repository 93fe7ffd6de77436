import type { KeyEntry } from '../config/key-file.js';

/** Names that are told of one kind of change; the rest are counted. */
const MOST_NAMES = 50;

/** The clients whose entries differ between two key files, by name. */
export interface KeyChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Another key, scope or expiry, or one more or less of them. */
  readonly changed: readonly string[];
}

/** Compares two key files, whatever the order of their entries. */
export function changesBetween(before: readonly KeyEntry[], after: readonly KeyEntry[]): KeyChanges {
  const [old, now] = [byClient(before), byClient(after)];
  const names = [...now.keys()];
  return {
    added: shortened(names.filter((name) => !old.has(name))),
    removed: shortened([...old.keys()].filter((name) => !now.has(name))),
    changed: shortened(names.filter((name) => old.has(name) && old.get(name) !== now.get(name))),
  };
}

/** What all entries of a client say together, as one text. */
function byClient(entries: readonly KeyEntry[]): Map<string, string> {
  const texts = new Map<string, string[]>();
  for (const entry of entries) {
    const text = JSON.stringify({ ...entry, scopes: entry.scopes.toSorted() });
    texts.set(entry.client, [...(texts.get(entry.client) ?? []), text]);
  }
  return new Map([...texts].map(([client, all]) => [client, all.toSorted().join()]));
}

function shortened(names: readonly string[]): readonly string[] {
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? [...names.slice(0, MOST_NAMES), `and ${rest} more`] : names;
}
