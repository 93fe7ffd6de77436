import { Log } from '../observability/log.js';
import { RouteTable } from './route-table.js';
import { createServerAdapter, Shortcut } from './server.js';

function connectionsEndAfterMs(longestWaitMs: number): number {
  const mask = (text: string): string => text;
  const log = new Log('silent', mask, { write: () => {} });
  const parts = { routes: new RouteTable(), log, mask, shortcut: new Shortcut(), longestWaitMs };
  return createServerAdapter(parts).getInstance().server.timeout;
}

describe('a connection on which nothing moves', () => {
  it('ends later than load balancers forget it', () => {
    expect(connectionsEndAfterMs(10_000)).toBe(72_000);
  });

  it('does not end while its request waits for the upstream', () => {
    expect(connectionsEndAfterMs(120_000)).toBeGreaterThan(120_500);
  });

  it('has a timer that Node can keep, however long the upstream may take', () => {
    expect(connectionsEndAfterMs(30 * 24 * 3_600_000)).toBe(2 ** 31 - 1);
  });
});
