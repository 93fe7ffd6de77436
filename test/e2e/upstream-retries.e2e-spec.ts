import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';

import { bodyOf, listImages, passing, refreshOutcomes, startRig, type Rig } from '../support/upstream-rig.js';

const FINE: Fault = { kind: 'delay', ms: 0 };
const BUSY: Fault = { kind: 'status', status: 503 };
const NOT_VALID: Fault = { kind: 'envelope', code: 30401 };
/** Each on a page of its own; one more page says that there are no more. */
const IMAGES = 100;
const PAGES = IMAGES + 1;

let rig: Rig;
afterEach(() => rig.stop());

/** Reads a list of 101 pages whose calls meet these faults, one after the other. */
async function listed(faults: readonly Fault[]): Promise<unknown> {
  rig = await startRig({
    images: generateImages(IMAGES),
    // waits between retries are moved on by the test, and must not end in a timeout
    env: { UPSTREAM_PAGE_SIZE: '1', UPSTREAM_TIMEOUT: '1h', CACHE_KEEP_WARM: 'false' },
    before: (upstream) => upstream.fail('images', faults),
  });
  const answer = await passing(rig.clock, listImages(rig, '?limit=1'));
  return bodyOf<{ code?: string; page?: { total: number } }>(answer).page?.total ?? answer.body;
}

function repeated(times: number, ...faults: readonly Fault[]): Fault[] {
  return Array.from({ length: times }, () => faults).flat();
}

describe('a list of many pages', () => {
  it('is read although a tenth of its pages fails at first', async () => {
    const tenth = repeated(PAGES / 10, BUSY, ...repeated(10, FINE));
    expect(await listed(tenth)).toBe(IMAGES);
    expect(rig.upstream.count('images')).toBe(PAGES + 10);
  });

  it('is read although its first pages fail twice', async () => {
    expect(await listed(repeated(5, BUSY, BUSY, FINE))).toBe(IMAGES);
    expect(rig.upstream.count('images')).toBe(PAGES + 10);
  });

  it('is given up when each page fails at first, so that a tired upstream is not asked twice for all', async () => {
    expect(await listed(repeated(PAGES, BUSY, FINE))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    // ten further tries and one that ten pages have earned; the next failure stands
    expect(rig.upstream.count('images')).toBe(2 * 11 + 1);
    expect(rig.gateway.logs).toContainEqual(
      expect.objectContaining({
        msg: 'refresh failed',
        reason: 'the upstream answered with status 503, and the list has used up its retries',
      }),
    );
  });

  it('is given up when the token is refused for each page', async () => {
    expect(await listed(repeated(PAGES, NOT_VALID, FINE))).toMatchObject({ code: 'UPSTREAM_REJECTED' });
    expect(rig.upstream.count('images')).toBe(2 * 11 + 1);
    expect(rig.upstream.count('tokens')).toBe(1 + 11);
  });

  it('shares its further tries with the listing that a vanished marker makes it begin anew', async () => {
    const vanished: Fault = { kind: 'envelope', code: -5 };
    const faults = [...repeated(8, BUSY, FINE), vanished, ...repeated(PAGES, BUSY, FINE)];
    expect(await listed(faults)).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(rig.upstream.count('images')).toBe(2 * 11 + 1 + 1);
    expect(refreshOutcomes(rig.gateway)).toEqual(['UPSTREAM_UNAVAILABLE']);
  });
});
