import { EventEmitter } from 'node:events';

import type { KeyvStoreAdapter, StoredData } from 'keyv';

/** Gives the value of each source to a store of its own, so that none waits for another, as a store for Keyv. */
export class StoresByKey extends EventEmitter implements KeyvStoreAdapter {
  readonly opts = {};

  constructor(private readonly stores: ReadonlyMap<string, KeyvStoreAdapter>) {
    super();
  }

  get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    return this.of(key).get<Value>(key);
  }

  async set(key: string, value: unknown, ttlMs?: number): Promise<void> {
    await this.of(key).set(key, value, ttlMs);
  }

  delete(key: string): Promise<boolean> {
    return this.of(key).delete(key);
  }

  async clear(): Promise<void> {
    for (const store of this.stores.values()) await store.clear();
  }

  private of(key: string): KeyvStoreAdapter {
    const store = this.stores.get(key);
    if (!store) throw new RangeError('nothing is stored under another name than those of sources');
    return store;
  }
}
