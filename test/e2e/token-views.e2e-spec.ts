import type { ServedPage } from '../support/query-client.js';
import { aRow } from '../support/query-row.js';
import { TokenRig } from '../support/token-rig.js';

const SEEN = '11111111-1111-4111-8111-111111111111';
const HIDDEN = '22222222-2222-4222-8222-222222222222';

let rig: TokenRig;
beforeAll(async () => {
  rig = await TokenRig.start({}, (_issuer, upstream) => {
    upstream.images = [aRow(SEEN, { isPublic: true }), aRow(HIDDEN)];
  });
  await rig.loaded();
});
afterAll(() => rig.stop());

async function idsFor(claims: object): Promise<string[]> {
  const { status, body } = await rig.ask(rig.token(claims), '/v1/images?sort=name');
  expect(status).toBe(200);
  return (JSON.parse(body) as ServedPage).items.map(({ id }) => id);
}

describe('a token that restricts what its bearer may see', () => {
  it('shows that and no more, also of a page that was sent to another bearer before', async () => {
    for (let round = 0; round < 3; round++) {
      expect(await idsFor({})).toEqual([SEEN, HIDDEN]);
      expect(await idsFor({ visibility: ['public'] })).toEqual([SEEN]);
      expect(await idsFor({ visibility: 'private community' })).toEqual([HIDDEN]);
      expect(await idsFor({ sources: 'default' })).toEqual([SEEN, HIDDEN]);
      expect(await idsFor({ sources: ['default'], visibility: 'community' })).toEqual([]);
      expect(await idsFor({ sources: ['elsewhere'] })).toEqual([]);
    }
  });

  it('says of a hidden image what it says of one that is not there', async () => {
    const bearer = rig.token({ visibility: 'public' });
    expect((await rig.ask(bearer, `/v1/images/${SEEN}`)).status).toBe(200);
    const told = await Promise.all(
      [HIDDEN, '33333333-3333-4333-8333-333333333333'].map(async (id) => {
        const { status, body } = await rig.ask(bearer, `/v1/images/${id}`);
        return { status, ...(JSON.parse(body) as object), requestId: '', instance: '', detail: '' };
      }),
    );
    expect(told[0]).toMatchObject({ status: 404, code: 'IMAGE_NOT_FOUND' });
    expect(told[0]).toEqual(told[1]);
  });

  it.each<[string, object]>([
    ['an empty list', { visibility: [] }],
    ['no text', { visibility: [1] }],
    ['a value that no image has in that form', { visibility: 'Public' }],
    ['an object', { sources: { default: true } }],
    ['null', { sources: null }],
  ])('is refused where that is said in a form that is not known: %s', async (_what, claims) => {
    expect((await rig.ask(rig.token(claims))).status).toBe(401);
    expect(rig.lastReason).toBe('claims');
    rig.calm();
  });
});
