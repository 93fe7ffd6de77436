import { ManualClock } from '../../test/support/manual-clock.js';
import { Secret } from '../config/secret.js';
import { TokenCache, withToken, type IssuedToken, type TokenSupply } from './token-cache.js';
import { UpstreamError } from './upstream.errors.js';

const REFUSED = new UpstreamError('UPSTREAM_REJECTED', 'not valid', { tokenRefused: true });
const { signal } = new AbortController();

/** Issues `token-1`, `token-2` and so on, each when the test lets it go. */
class Desk {
  readonly clock = new ManualClock();
  readonly cache = new TokenCache(() => this.issue(), this.clock);
  lifetimeMs = 3_600_000;
  issued = 0;
  private waiting: ((error?: UpstreamError) => void)[] = [];

  /** The next token, at once. */
  async token(): Promise<string> {
    const token = this.cache.current(signal);
    this.letGo();
    return (await token).reveal();
  }

  letGo(error?: UpstreamError): void {
    for (const go of this.waiting.splice(0)) go(error);
  }

  private issue(): Promise<IssuedToken> {
    this.issued += 1;
    const token = new Secret(`token-${this.issued}`);
    const { lifetimeMs } = this;
    return new Promise((resolve, reject) => {
      this.waiting.push((error) => (error ? reject(error) : resolve({ token, lifetimeMs })));
    });
  }
}

let desk: Desk;
beforeEach(() => (desk = new Desk()));

describe('a token', () => {
  it('is issued once for all who wait for it', async () => {
    const waiting = [1, 2, 3].map(() => desk.cache.current(signal));
    desk.letGo();
    expect((await Promise.all(waiting)).map((token) => token.reveal())).toEqual(Array(3).fill('token-1'));
    expect(desk.issued).toBe(1);
  });

  it.each([
    ['an hour', 3_600_000, 3_240_000],
    ['12 hours', 43_200_000, 38_880_000],
    ['10 minutes', 600_000, 540_000],
    ['5 minutes', 300_000, 240_000],
    ['2 minutes', 120_000, 60_000],
    ['a minute', 60_000, 30_000],
    ['4 s', 4_000, 2_000],
    ['1 s', 1_000, 1_000],
    ['no time at all', 0, 1_000],
    ['a time that is over', -86_400_000, 1_000],
  ])('that lives for %s (%i ms) is used for %i ms', async (_text, lifetimeMs, useMs) => {
    desk.lifetimeMs = lifetimeMs;
    expect(await desk.token()).toBe('token-1');
    desk.clock.advance(useMs - 1);
    expect(await desk.token()).toBe('token-1');
    desk.clock.advance(1);
    expect(await desk.token()).toBe('token-2');
  });

  it('lives from its receipt on, not from when it was asked for', async () => {
    const first = desk.cache.current(signal);
    desk.clock.advance(3_000_000);
    desk.letGo();
    await first;
    desk.clock.advance(3_239_999);
    expect(await desk.token()).toBe('token-1');
  });

  it('that cannot be had fails all who waited, and is asked for again by the next', async () => {
    const waiting = [1, 2].map(() => desk.cache.current(signal));
    const outcomes = Promise.allSettled(waiting);
    desk.letGo(REFUSED);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(waiting[0]).rejects.toBe(REFUSED);
    expect(desk.issued).toBe(1);
    expect(await desk.token()).toBe('token-2');
  });
});

describe('a token that was refused', () => {
  async function firstToken(): Promise<Secret> {
    const first = desk.cache.current(signal);
    desk.letGo();
    return first;
  }

  it('is replaced once for all who were refused with it', async () => {
    const first = await firstToken();
    const renewed = [1, 2, 3].map(() => desk.cache.renewed(first, signal));
    desk.letGo();
    expect((await Promise.all(renewed)).map((token) => token.reveal())).toEqual(Array(3).fill('token-2'));
    expect(desk.issued).toBe(2);
  });

  it('does not cost the newer one that is there already', async () => {
    const first = await firstToken();
    const second = desk.cache.renewed(first, signal);
    desk.letGo();
    await second;
    expect((await desk.cache.renewed(first, signal)).reveal()).toBe('token-2');
    expect(desk.issued).toBe(2);
  });
});

describe('a call with a token', () => {
  /** Gives out these tokens: the first, then the others as replacements. */
  class Supply implements TokenSupply {
    readonly refused: string[] = [];
    constructor(private readonly tokens: string[]) {}

    current(): Promise<Secret> {
      return Promise.resolve(new Secret(this.tokens.shift() ?? 'none'));
    }

    renewed(refused: Secret): Promise<Secret | undefined> {
      this.refused.push(refused.reveal());
      const next = this.tokens.shift();
      return Promise.resolve(next === undefined ? undefined : new Secret(next));
    }
  }

  function call(tokens: Supply, failures: readonly Error[]): { made: string[]; answer: Promise<string> } {
    const made: string[] = [];
    const left = [...failures];
    const answer = withToken(tokens, signal, (token) => {
      made.push(token.reveal());
      const failure = left.shift();
      return failure === undefined ? Promise.resolve('an answer') : Promise.reject(failure);
    });
    return { made, answer };
  }

  it('that is answered is made once', async () => {
    const supply = new Supply(['a', 'b']);
    const { made, answer } = call(supply, []);
    expect(await answer).toBe('an answer');
    expect(made).toEqual(['a']);
    expect(supply.refused).toEqual([]);
  });

  it('whose token is refused is made once more, with another', async () => {
    const supply = new Supply(['a', 'b', 'c']);
    const { made, answer } = call(supply, [REFUSED]);
    expect(await answer).toBe('an answer');
    expect(made).toEqual(['a', 'b']);
    expect(supply.refused).toEqual(['a']);
  });

  it('whose second token is refused, too, fails with that', async () => {
    const again = new UpstreamError('UPSTREAM_REJECTED', 'not valid again', { tokenRefused: true });
    const { made, answer } = call(new Supply(['a', 'b', 'c']), [REFUSED, again]);
    await expect(answer).rejects.toBe(again);
    expect(made).toEqual(['a', 'b']);
  });

  it('for which no other token can be had fails with the refusal', async () => {
    const { made, answer } = call(new Supply(['a']), [REFUSED]);
    await expect(answer).rejects.toBe(REFUSED);
    expect(made).toEqual(['a']);
  });

  it.each([new UpstreamError('UPSTREAM_REJECTED', 'forbidden'), new TypeError('a bug')])(
    'that fails otherwise is not made again: %p',
    async (failure) => {
      const supply = new Supply(['a', 'b']);
      const { made, answer } = call(supply, [failure]);
      await expect(answer).rejects.toBe(failure);
      expect(made).toEqual(['a']);
      expect(supply.refused).toEqual([]);
    },
  );
});
