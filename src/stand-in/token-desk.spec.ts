import { TokenDesk } from './token-desk.js';

const BODY = JSON.stringify({ auth: { username: 'someone', password: 'secret' } });

describe('the token desk', () => {
  let now: number;
  const desk = (fixedToken?: string) =>
    new TokenDesk({
      accepted: () => [{ username: 'someone', password: 'secret' }],
      lifetimeSeconds: 60,
      fixedToken,
      now: () => now,
    });
  const issued = (from: TokenDesk, lifetimeSeconds?: number): string =>
    String(from.issue(BODY, lifetimeSeconds).access?.token['id']);

  beforeEach(() => {
    now = Date.UTC(2026, 0, 5, 2, 0, 0, 123);
  });

  it('writes the two times in their two forms', () => {
    const { id, ...times } = desk().issue(BODY).access?.token ?? {};
    expect(id).toMatch(/^[\da-f]{32}$/);
    expect(times).toEqual({
      issued_at: '2026-01-05T02:00:00.123000',
      expires: '2026-01-05T02:01:00Z',
    });
  });

  it('accepts a token until the second at which it expires', () => {
    const tokens = desk();
    const token = issued(tokens);
    now = Date.UTC(2026, 0, 5, 2, 0, 59, 999);
    expect(tokens.accepts(token)).toBe(true);
    now += 1;
    expect(tokens.accepts(token)).toBe(false);
  });

  it('keeps several tokens valid at once, each for its own time', () => {
    const tokens = desk();
    const [short, long] = [issued(tokens, 10), issued(tokens)];
    expect([tokens.accepts(short), tokens.accepts(long)]).toEqual([true, true]);
    now += 11_000;
    expect([tokens.accepts(short), tokens.accepts(long)]).toEqual([false, true]);
  });

  it('accepts the fixed token for ever, until all are revoked', () => {
    const tokens = desk('fixed');
    now += 1e12;
    expect(tokens.accepts('fixed')).toBe(true);
    tokens.revokeAll();
    expect(tokens.accepts('fixed')).toBe(false);
    expect(tokens.accepts(issued(tokens))).toBe(true);
  });

  it.each([
    ['a wrong password', JSON.stringify({ auth: { username: 'someone', password: 'other' } }), 50401],
    ['a wrong username', JSON.stringify({ auth: { username: 'other', password: 'secret' } }), 50401],
    ['no credentials', '{}', -4],
    ['null', 'null', -4],
    ['no JSON', '{', -8],
  ])('refuses %s', (_, body, code) => {
    expect(desk().issue(body).header).toMatchObject({ isSuccessful: false, resultCode: code });
  });
});
