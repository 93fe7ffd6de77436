import { EVERYTHING } from '../../domain/view.js';
import { RememberedTokens, type VerifiedToken } from './remembered-tokens.js';

function verified(name: string): VerifiedToken {
  return { client: { name, scopes: new Set(), view: EVERYTHING }, endsAtMs: Infinity, keys: {} };
}

const ONE = verified('one');
const TWO = verified('two');

describe('RememberedTokens', () => {
  it('knows a token again through the same connection, and through another', () => {
    const tokens = new RememberedTokens();
    const [here, there] = [{}, {}];
    tokens.remember('Bearer one', here, ONE);
    for (const connection of [here, there, there, {}])
      expect(tokens.recall('Bearer one', connection)).toBe(ONE);
  });

  it('keeps the tokens of one connection apart', () => {
    const tokens = new RememberedTokens();
    const here = {};
    tokens.remember('Bearer one', here, ONE);
    tokens.remember('Bearer two', here, TWO);
    for (const [sent, known] of [
      ['Bearer one', ONE],
      ['Bearer two', TWO],
      ['Bearer one', ONE],
    ] as const) {
      expect(tokens.recall(sent, here)).toBe(known);
    }
  });

  it.each(['Bearer on', 'Bearer onE', 'Bearer one ', 'bearer one', 'Xearer one', ''])(
    'does not know %j, which differs',
    (sent) => {
      const tokens = new RememberedTokens();
      const here = {};
      tokens.remember('Bearer one', here, ONE);
      expect(tokens.recall(sent, here)).toBeUndefined();
      expect(tokens.recall('Bearer one', here)).toBe(ONE);
    },
  );

  it('does not know what is longer than any header field', () => {
    const tokens = new RememberedTokens();
    const [here, long] = [{}, 'x'.repeat(100_000)];
    tokens.remember('Bearer one', here, ONE);
    expect(tokens.recall(long, here)).toBeUndefined();
    expect(tokens.recall('Bearer one', here)).toBe(ONE);
  });

  it('knows the newest 5,000, and is no larger', () => {
    const tokens = new RememberedTokens();
    for (let at = 0; at <= 5_000; at++) tokens.remember(`Bearer ${at}`, {}, ONE);
    expect([0, 1, 5_000].map((at) => tokens.recall(`Bearer ${at}`, {}))).toEqual([undefined, ONE, ONE]);
  });

  it('knows a token anew that was verified anew', () => {
    const tokens = new RememberedTokens();
    tokens.remember('Bearer one', {}, ONE);
    tokens.remember('Bearer one', {}, TWO);
    expect(tokens.recall('Bearer one', {})).toBe(TWO);
  });
});
