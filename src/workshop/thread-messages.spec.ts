import { imagesOf } from '../../test/support/a-snapshot.js';
import { anImage } from '../../test/support/query-image.js';
import { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import { prepareCatalog } from '../catalog/prepare/prepare-catalog.js';
import { prepareRows } from '../catalog/prepare/prepare-rows.js';
import { transferablesIn } from './thread-messages.js';

const IMAGES = [anImage('a', { name: '웹 서버' }), anImage('b', { tags: ['x'] })];

describe('a prepared catalogue', () => {
  it('is moved to another thread as a whole, and none of it is copied', () => {
    const prepared = prepareCatalog(prepareRows(IMAGES));
    const moved = structuredClone(prepared, { transfer: transferablesIn(prepared) });
    expect(imagesOf(new CatalogSnapshot(moved, 0))).toEqual(IMAGES);
    // what was moved is gone here, so that nothing was left behind to be copied
    expect(transferablesIn(prepared).every(({ byteLength }) => byteLength === 0)).toBe(true);
    expect(transferablesIn(moved).some(({ byteLength }) => byteLength > 0)).toBe(true);
  });
});
