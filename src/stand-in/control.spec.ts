import { startStandIn, type StandIn } from './stand-in.js';

describe('the control endpoint', () => {
  let upstream: StandIn;
  const start = async (control: boolean) => {
    upstream = await startStandIn({ control, fixedToken: 'fixed' });
  };
  const order = async (method: string, what: string, body?: unknown) => {
    const url = new URL(`/_control/${what}`, upstream.url);
    const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return { status: response.status, text: await response.text() };
  };
  const list = () =>
    fetch(`${upstream.url}/v1.0/appkeys/demo-appkey-000000/images`, { headers: { 'X-Auth-Token': 'fixed' } });

  afterEach(() => upstream.close());

  it('scripts faults, heals, replaces the catalogue and counts the calls', async () => {
    await start(true);
    const faults = [{ kind: 'status', status: 503, headers: { 'retry-after': '1' } }];
    expect(await order('PUT', 'faults', { operation: 'images', faults, times: 2 })).toMatchObject({
      status: 204,
    });
    expect((await list()).status).toBe(503);
    expect(await order('DELETE', 'faults')).toMatchObject({ status: 204 });
    expect(await order('PUT', 'images', { count: 3 })).toMatchObject({ status: 204 });
    expect(await (await list()).json()).toMatchObject({ images: [{}, {}, {}] });
    expect(JSON.parse((await order('GET', 'calls')).text)).toEqual({
      tokens: 0,
      images: 2,
      other: 0,
      violations: 0,
    });
  });

  it.each([
    ['an unknown operation', 'faults', { operation: 'all', faults: [] }, 'operation'],
    ['faults that are no list', 'faults', { operation: 'images', faults: { kind: 'reset' } }, 'faults'],
    [
      'an unknown kind',
      'faults',
      { operation: 'images', faults: [{ kind: 'constructor' }] },
      'one of status',
    ],
    [
      'a field of the wrong type',
      'faults',
      { operation: 'images', faults: [{ kind: 'delay', ms: '1' }] },
      'ms',
    ],
    [
      'a header that is no text',
      'faults',
      { operation: 'images', faults: [{ kind: 'status', status: 200, headers: { a: 1 } }] },
      'headers',
    ],
    ['no times at all', 'faults', { operation: 'images', faults: [], times: 0 }, 'times'],
    ['too many images', 'images', { count: 100_001 }, 'count'],
    ['no object', 'images', null, 'object'],
  ])('refuses %s and says why', async (_, what, body, reason) => {
    await start(true);
    const answer = await order('PUT', what, body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(reason);
  });

  it('knows no other order', async () => {
    await start(true);
    expect((await order('PUT', 'calls', {})).status).toBe(404);
  });

  it('is off unless asked for', async () => {
    await start(false);
    expect((await order('GET', 'calls')).text).toContain('-7');
    expect(upstream.violations).toHaveLength(1);
  });
});
