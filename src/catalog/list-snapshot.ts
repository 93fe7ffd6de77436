import type { PreparedJson, PreparedList } from './prepare/prepared-catalog.js';

/** The list of one source at one moment, never changed afterwards: to be stored, told of and merged, not to be asked. */
export class ListSnapshot {
  readonly version: string;
  readonly count: number;

  /**
   * @param changedAt when this content was first seen, milliseconds since 1970
   * @param maskedSecrets how many of the secrets that came up are masked in it; see `Workbench`
   */
  constructor(
    private readonly list: PreparedList,
    readonly changedAt: number,
    readonly maskedSecrets = 0,
  ) {
    this.version = list.version;
    this.count = list.count;
  }

  /** The same content, with another opinion on when it was first seen. */
  firstSeen(changedAt: number): ListSnapshot {
    return changedAt === this.changedAt ? this : new ListSnapshot(this.list, changedAt, this.maskedSecrets);
  }

  /** All images as they are written, in the order of id, then source; not to be changed. */
  get json(): PreparedJson {
    return this.list.json;
  }

  /** All images as one JSON list in UTF-8, to be stored and handed on; not to be changed. */
  get jsonBytes(): Uint8Array {
    return this.list.json.bytes;
  }
}
