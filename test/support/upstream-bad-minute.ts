import request from 'supertest';

import type { Operation } from '../../src/stand-in/stand-in.types.js';

import { KeyFile } from './door-keys.js';
import { eventually } from './eventually.js';
import { bodyOf, listImages, passing, type Rig } from './upstream-rig.js';

const OPERATOR = 'an-operators-key';
const MINUTE_MS = 60_000;
const CROWD = 3;

/** The clients of a test: one, who may also force refreshes. */
export class Operator {
  private readonly keys = new KeyFile({
    client: 'ops',
    key: OPERATOR,
    scopes: ['images:read', 'catalog:refresh'],
  });
  readonly env = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: this.keys.path };

  readonly headers = { 'x-api-key': OPERATOR };

  list(rig: Rig, query = ''): request.Test {
    return listImages(rig, query).set(this.headers);
  }

  refresh({ gateway }: Rig): request.Test {
    return request(gateway.url).post('/v1/catalog/refresh').set(this.headers);
  }

  /** The ids of all images that callers see, sorted. */
  async ids(rig: Rig): Promise<string[]> {
    const { items } = bodyOf<{ items: { id: string }[] }>(await this.list(rig, '?limit=200&fields=name'));
    return items.map(({ id }) => id).sort();
  }

  /** Several who come at once. */
  crowd(rig: Rig): Promise<request.Response[]> {
    return Promise.all(Array.from({ length: CROWD }, () => this.list(rig)));
  }

  discard(): void {
    this.keys.discard();
  }
}

/** How long the upstream is left alone after each refresh that failed so far, in milliseconds. */
function cooldowns({ gateway }: Rig): number[] {
  return gateway.logs
    .filter(({ msg }) => msg === 'refresh failed')
    .map(({ cooldownMs }) => Number(cooldownMs));
}

/** How long the upstream is left alone after the last refresh that failed, at most: the log rounds to milliseconds. */
export function lastCooldownMs(rig: Rig): number {
  return cooldowns(rig).at(-1)! + 1;
}

/** How often the upstream was asked so far. */
interface Tries {
  readonly tries: () => number;
  /** Waits until it was asked more often than that. Time must not pass before: a deadline begins then. */
  readonly begun?: (before: number) => Promise<void>;
}

/** As the upstream counts them. */
export function callsFor({ upstream }: Rig, operation: Operation): Required<Tries> {
  const tries = (): number => upstream.count(operation);
  const begun = async (before: number): Promise<void> => {
    await eventually(tries, (calls) => calls > before);
  };
  return { tries, begun };
}

/** As the gateway's log tells them, when they are over. */
export function loggedTries({ gateway }: Rig): Tries {
  return { tries: () => gateway.logs.filter(({ msg }) => msg === 'upstream exchange').length };
}

/**
 * Lets a minute go by from a failed refresh on, from one cooldown to the next: the crowd comes in each cooldown, where
 * it must not bring about any call, and while a refresh runs.
 *
 * @returns how many refreshes failed in that minute, the first included
 */
export async function badMinute(
  rig: Rig,
  { tries, begun = () => Promise.resolve() }: Tries,
  crowd: () => Promise<void>,
): Promise<number> {
  const { clock } = rig;
  const [first, endsAt] = [cooldowns(rig).length, clock.monotonic() + MINUTE_MS];
  for (;;) {
    const [failed, before] = [cooldowns(rig).length, tries()];
    await crowd();
    expect(tries()).toBe(before);
    const waitMs = lastCooldownMs(rig);
    if (clock.monotonic() + waitMs > endsAt) {
      clock.advance(Math.max(0, endsAt - clock.monotonic()));
      return failed - first + 1;
    }
    clock.advance(waitMs);
    await begun(before);
    await passing(clock, Promise.all([crowd(), failure(rig, failed)]));
  }
}

/** Waits for a further refresh that fails; time must pass meanwhile. */
export async function failure(rig: Rig, before = 0): Promise<void> {
  await eventually(
    () => cooldowns(rig).length,
    (failed) => failed > before,
    20_000,
  );
}

/** Holds the cooldowns to 5 s, doubling to 60 s, 20 % more or less; longer only where the upstream asked for it. */
export function expectCooldowns(rig: Rig, upstreamAsked: boolean): void {
  cooldowns(rig).forEach((ms, at) => {
    const steady = Math.min(60_000, 5_000 * 2 ** at);
    expect(ms).toBeGreaterThanOrEqual(steady * 0.8 - 1);
    expect(ms).toBeLessThanOrEqual(upstreamAsked ? 600_000 : steady * 1.2 + 1);
  });
}
