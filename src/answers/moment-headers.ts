import type { Freshness } from '../catalog/freshness.js';
import { HeaderBlock } from '../http/header-block.js';
import { SECURITY_FIELDS } from '../http/security-headers.js';
import { freshnessHeaders } from './freshness-headers.js';

/** What all answers from the catalogue in one second have in common. */
export interface MomentHeaders {
  readonly cacheStatus: string;
  /** What browsers are told, `Date` (RFC 9110, 6.6.1) and how current the catalogue is. */
  readonly block: HeaderBlock;
}

/** Writes the fields that depend on the moment alone, or on nothing, once a second. */
export class MomentWriter {
  private second = NaN;
  private freshness: Freshness | undefined;
  private headers: MomentHeaders | undefined;

  /** @param vary what answers depend on besides their target (RFC 9110, 12.5.5) */
  constructor(private readonly vary: string) {}

  /** @param nowMs wall clock */
  write(nowMs: number, freshness: Freshness): MomentHeaders {
    const second = Math.floor(nowMs / 1_000);
    if (!this.headers || second !== this.second || !isSame(freshness, this.freshness)) {
      const { cacheStatus, fields } = freshnessHeaders(freshness);
      const date = new Date(second * 1_000).toUTCString();
      this.second = second;
      this.freshness = freshness;
      this.headers = {
        cacheStatus,
        block: new HeaderBlock([...SECURITY_FIELDS, 'date', date, 'vary', this.vary, ...fields]),
      };
    }
    return this.headers;
  }
}

function isSame(a: Freshness, b: Freshness | undefined): boolean {
  return (
    a.ageSeconds === b?.ageSeconds &&
    a.ttlSeconds === b.ttlSeconds &&
    a.staleSeconds === b.staleSeconds &&
    a.stale === b.stale &&
    a.missing === b.missing
  );
}
