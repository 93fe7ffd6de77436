import { RawConnection, requestText } from '../support/door-raw-http.js';
import { eventually } from '../support/eventually.js';
import { TokenRig } from '../support/token-rig.js';

const MOST = 2;

let rig: TokenRig;
let waiting: RawConnection[];

/** A gateway whose upstream keeps silent, and as many requests that wait for it as it takes. */
beforeEach(async () => {
  rig = await TokenRig.start({ MAX_REQUESTS_IN_FLIGHT: String(MOST) }, (_issuer, upstream) =>
    upstream.fail('images', { kind: 'hang', at: 'headers' }),
  );
  await rig.loaded();
  waiting = await Promise.all(Array.from({ length: MOST }, () => RawConnection.open(rig.gateway.url)));
  const headers = { Authorization: `Bearer ${rig.token()}` };
  for (const connection of waiting) connection.send(requestText('GET', '/v1/images', headers));
  await eventually(
    async () => await (await fetch(`${rig.gateway.managementUrl}/metrics`)).text(),
    (text) => text.includes(`gateway_http_requests_in_flight ${MOST}`),
  );
});

afterEach(async () => {
  waiting.forEach((connection) => connection.close());
  await rig.clock.passing(rig.stop());
});

describe('a request with a token, beyond MAX_REQUESTS_IN_FLIGHT,', () => {
  const statusOf = async (bearer: string): Promise<[number, unknown]> => {
    const { status, body } = await rig.ask(bearer);
    return [status, (JSON.parse(body) as { code: unknown }).code];
  };

  it('is refused as overloaded where the token is known', async () => {
    await eventually(
      () => statusOf(rig.token()),
      ([status]) => status === 503,
    );
    const line = rig.gateway.logs.findLast(({ msg, status }) => msg === 'request' && status === 503);
    expect(line).toMatchObject({ client: 'jwt:portal' });
  });

  it('is refused in the same way where a signature would have to be verified, good or not', async () => {
    const [new_, forged] = [rig.token({ jti: 'new' }), `${rig.token({ jti: 'x' }).slice(0, -8)}AAAAAAAA`];
    expect([await statusOf(new_), await statusOf(forged)]).toEqual([
      [503, 'OVERLOADED'],
      [503, 'OVERLOADED'],
    ]);
    expect(rig.lastReason).toBeUndefined();
    const lines = rig.gateway.logs.filter(({ msg, status }) => msg === 'request' && status === 503);
    expect(lines.map(({ client }) => client)).toEqual([undefined, undefined]);
  });

  it.each<[string, string, () => string]>([
    ['garbage', 'malformed', () => 'garbage'],
    ['an algorithm that is not taken', 'algorithm', () => rig.token({}, { alg: 'none' })],
  ])('is refused as at any time where that shows: %s', async (_what, reason, made) => {
    expect(await statusOf(made())).toEqual([401, 'UNAUTHENTICATED']);
    expect(rig.lastReason).toBe(reason);
  });
});
