import { TokenRig } from '../support/token-rig.js';

let rig: TokenRig;
afterEach(() => rig.stop());

describe('with rate limits, bearers of tokens', () => {
  it('are counted by their client, whichever of its tokens they show', async () => {
    rig = await TokenRig.start({ RATE_LIMIT: '6/1h' });
    await rig.loaded();
    const statuses = [];
    for (let count = 0; count < 7; count++) {
      statuses.push((await rig.ask(rig.token({ jti: String(count) }))).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
    const other = await rig.ask(rig.token({ client_id: 'another' }));
    expect([other.status, other.headers['ratelimit']]).toEqual([200, expect.stringContaining(';r=5;')]);
  });

  it('whose signature is wrong are limited as strangers, and keep nobody else out', async () => {
    rig = await TokenRig.start({ RATE_LIMIT: '20/1h' });
    await rig.loaded();
    const statuses = [];
    for (let count = 0; count < 7; count++) {
      statuses.push((await rig.ask(`${rig.token({ jti: String(count) }).slice(0, -8)}AAAAAAAA`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await rig.ask(rig.token())).status).toBe(200);
  });

  it('that may not do something have asked all the same', async () => {
    rig = await TokenRig.start({ RATE_LIMIT: '6/1h' });
    await rig.loaded();
    const refused = await rig.ask(rig.token(), '/v1/catalog/refresh', {}, 'POST');
    expect([refused.status, refused.headers['ratelimit']]).toEqual([403, expect.stringContaining(';r=5;')]);
  });

  it('that cannot be verified yet are no strangers', async () => {
    rig = await TokenRig.start({ RATE_LIMIT: '20/1h' }, (issuer) => issuer.close());
    const statuses = [];
    for (let count = 0; count < 8; count++) statuses.push((await rig.ask(rig.token())).status);
    expect(new Set(statuses)).toEqual(new Set([503]));
  });
});
