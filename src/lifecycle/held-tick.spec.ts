import { holdTick } from './held-tick.js';

describe('the held tick', () => {
  it('is one of those that process.nextTick makes', () => {
    // were it none, requests would be answered as well, but slower
    expect(holdTick()).toMatchObject({ callback: expect.any(Function) as unknown });
  });

  it('is held, and not another one each time', () => {
    expect(holdTick()).toBe(holdTick());
  });
});
