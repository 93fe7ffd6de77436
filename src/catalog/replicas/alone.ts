import type { SnapshotStore } from '../snapshot.store.js';
import { Replicas, type OwnRefresh } from './replicas.port.js';

/** A gateway that shares its store with nobody: it is always its turn. */
export class Alone extends Replicas {
  constructor(private readonly store: SnapshotStore) {
    super();
  }

  async open(): Promise<void> {}

  async listen(): Promise<void> {}

  async inTurn(refresh: () => Promise<OwnRefresh>): Promise<undefined> {
    const { held } = await refresh();
    if (held) void this.store.save(held);
  }

  mayForce(): Promise<boolean> {
    return Promise.resolve(true);
  }

  settled(ms: number): Promise<void> {
    return this.store.settled(ms);
  }

  async end(): Promise<void> {}
}
