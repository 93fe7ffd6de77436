import { freshnessHeaders, type FreshnessHeaders } from './freshness-headers.js';

function record({ fields }: FreshnessHeaders): Record<string, string> {
  const names = fields.filter((_, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name, at) => [name, fields[at * 2 + 1]!]));
}

describe('freshnessHeaders', () => {
  it('says of a fresh catalogue its age, and how long it stays fresh', () => {
    const freshness = { ageSeconds: 18, ttlSeconds: 42, staleSeconds: 86_400, stale: 'no' } as const;
    expect(record(freshnessHeaders(freshness))).toEqual({
      age: '18',
      'cache-control': 'private, max-age=42, stale-while-revalidate=86400, stale-if-error=86400',
      'cache-status': 'image-gateway; hit; ttl=42',
    });
  });

  it.each([
    ['revalidate', 'stale-while-revalidate'],
    ['error', 'stale-if-error'],
  ] as const)('says why a stale one is served: %s', (stale, detail) => {
    const freshness = { ageSeconds: 370, ttlSeconds: -310, staleSeconds: 86_090, stale };
    expect(record(freshnessHeaders(freshness))).toEqual({
      age: '370',
      'cache-control': 'private, max-age=0, stale-while-revalidate=86090, stale-if-error=86090',
      'cache-status': `image-gateway; hit; ttl=-310; detail=${detail}`,
    });
  });

  it('never says a negative max-age, nor a ttl of less than it is', () => {
    const freshness = { ageSeconds: 60, ttlSeconds: 0, staleSeconds: 0, stale: 'revalidate' } as const;
    expect(record(freshnessHeaders(freshness))).toMatchObject({
      'cache-control': 'private, max-age=0, stale-while-revalidate=0, stale-if-error=0',
      'cache-status': 'image-gateway; hit; ttl=0; detail=stale-while-revalidate',
    });
  });
});
