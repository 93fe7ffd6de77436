import type { RecordedCall } from '../../src/stand-in/stand-in.types.js';
import type { Chronicle } from './chronicle.js';
import type { SecretWatch } from './secret-watch.js';
import { FRESH_MS } from './soak-options.js';
import type { SoakRig } from './soak-rig.js';

/** How the world was in one second. */
export interface SecondsWeather {
  readonly upstreamIsWell: boolean;
  readonly storeIsShared: boolean;
  readonly replicasAreWell: boolean;
}

const WINDOW_S = 60;
/** One interval after the other begins a little before freshness ends. */
const PER_SECOND = 1_000 / (0.9 * FRESH_MS);
/** With a failing upstream: two failures in a row are 4 s apart, and one listing asks for its first page so often. */
const PER_SECOND_OF_FAILURE = 6 / 4;

/** Counts what the upstream is asked, second by second, and compares it with what is promised. */
export class UpstreamTally {
  listings = 0;
  tokens = 0;
  pages = 0;
  readonly calm = { seconds: 0, listings: 0 };
  busiestMinute = 0;
  private readonly seconds: { readonly listings: number; allowed: number }[] = [];
  private extra = 0;
  private spell = { seconds: 0, listings: 0, allowed: 1.5 };
  private newest: RecordedCall | undefined;

  constructor(
    private readonly rig: SoakRig,
    private readonly chronicle: Chronicle,
    private readonly secrets: SecretWatch,
  ) {
    // the start was none of the soak
    this.newCalls();
    this.allow(rig.replicas.length);
  }

  /** Something happened that may bring about so many more listings: somebody forced one, or a replica started. */
  allow(listings: number): void {
    this.extra += listings;
  }

  /** Once a second. */
  tick({ upstreamIsWell, storeIsShared, replicasAreWell }: SecondsWeather): void {
    const calls = this.newCalls();
    const listings = calls.filter(
      ({ operation, query }) => operation === 'images' && !('marker' in query),
    ).length;
    const replicas = storeIsShared ? 1 : this.rig.replicas.length;
    const rate = upstreamIsWell ? replicas * PER_SECOND : this.rig.replicas.length * PER_SECOND_OF_FAILURE;
    this.seconds.push({ listings, allowed: rate + this.extra });
    if (upstreamIsWell && storeIsShared && replicasAreWell) this.countCalm(listings);
    else this.spell = { seconds: 0, listings: 0, allowed: 1.5 };
    this.extra = 0;
    this.listings += listings;
    this.tokens += calls.filter(({ operation }) => operation === 'tokens').length;
    this.pages += calls.length;
    this.compare();
  }

  /** While all is well, all replicas together list once in an interval. */
  private countCalm(listings: number): void {
    const { calm, spell } = this;
    calm.seconds++;
    calm.listings += listings;
    spell.seconds++;
    spell.listings += listings;
    spell.allowed += PER_SECOND + this.extra;
    if (spell.listings <= spell.allowed) return;
    const { seconds, allowed } = spell;
    this.chronicle.complain(
      `all is well, and ${spell.listings} listings in ${seconds} s, of ${allowed.toFixed(1)}`,
    );
    this.spell = { seconds: 0, listings: 0, allowed: 1.5 };
  }

  private compare(): void {
    const window = this.seconds.slice(-WINDOW_S);
    const sum = (key: 'listings' | 'allowed'): number => window.reduce((all, one) => all + one[key], 0);
    this.busiestMinute = Math.max(this.busiestMinute, sum('listings'));
    if (sum('listings') <= sum('allowed') + 2) return;
    this.chronicle.complain(
      `${sum('listings')} listings in ${window.length} s, of ${sum('allowed').toFixed(1)}`,
    );
    this.seconds.length = 0;
  }

  private newCalls(): RecordedCall[] {
    const { calls } = this.rig.upstream;
    const fresh = calls.slice(this.newest ? calls.lastIndexOf(this.newest) + 1 : 0);
    this.newest = calls.at(-1) ?? this.newest;
    for (const { headers } of fresh) {
      const token = headers['x-auth-token'];
      if (typeof token === 'string' && token.length >= 16) this.secrets.learn(token);
    }
    return fresh;
  }
}
