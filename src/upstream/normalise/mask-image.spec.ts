import fc from 'fast-check';

import { SecretMask } from '../../config/secret-mask.js';
import { mapToastImage } from '../toast-v1/toast-image.mapper.js';
import type { MappingRules } from './mapped-row.js';
import { maskImage } from './mask-image.js';

const SECRET = 'Secret-Xy/9+z';
const MASK = new SecretMask([SECRET]);
const mask = (text: string): string => MASK.mask(text);
const RULES: MappingRules = {
  source: 'default',
  allowsProperty: (key) => !key.startsWith('hidden'),
  mask: (text) => text,
};

/** Texts in which the secret stands now and then, in one of its spellings. */
const telling = fc
  .array(
    fc.constantFrom(
      SECRET,
      SECRET.toLowerCase(),
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString('base64'),
      Buffer.from(SECRET).toString('hex'),
      'Ubuntu',
      ' ',
      '22.04.5',
      '(2026.03.10)',
      ' KO',
      'CentOS Linux',
      '2026-03-10',
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

const row = fc.record({
  id: fc.oneof({ weight: 5, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constant(SECRET) }),
  name: telling,
  status: telling,
  diskFormat: telling,
  size: fc.nat(),
  createdAt: fc.constantFrom('2026-03-09T01:34:35.000000', SECRET),
  properties: fc.dictionary(
    fc.constantFrom(
      'os_type',
      'os_distro',
      'os_version',
      'login_username',
      'description',
      `a${SECRET}`,
      'hidden',
    ),
    telling,
  ),
});

describe('an image that is masked after it was normalised', () => {
  it('is what masking its row would have made of it', () => {
    fc.assert(
      fc.property(row, (one) => {
        const { image } = mapToastImage(one, RULES);
        const expected = mapToastImage(one, { ...RULES, mask }).image;
        // an id that holds the secret is no id at all, or one that is given up
        expect(image && maskImage(image, { ...RULES, mask })).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same image where it holds none', () => {
    const { image } = mapToastImage({ id: 'a', name: 'Ubuntu 22.04.5 (2026.03.10)' }, RULES);
    expect(maskImage(image!, { ...RULES, mask })).toBe(image);
  });

  it.each<[string, string, object]>([
    ['the date of its name', '2026.03.10', { name: 'Ubuntu 22 (***)', family: null, releaseDate: null }],
    ['its date alone', '2026-03-10', { name: 'Ubuntu 22 (2026.03.10)', releaseDate: null }],
    ['the time of its change', '2026-01-05', { updatedAt: null }],
  ])('keeps nothing of %s where that is a secret', (_what, secret, expected) => {
    const one = { id: 'a', name: 'Ubuntu 22 (2026.03.10)', updatedAt: '2026-01-05T00:00:00.000000' };
    const { image } = mapToastImage(one, RULES);
    const own = new SecretMask([secret]);
    expect(maskImage(image!, { ...RULES, mask: (text) => own.mask(text) })).toMatchObject(expected);
  });

  it('has its tags masked, which another upstream may give', () => {
    const { image } = mapToastImage({ id: 'a' }, RULES);
    const tagged = { ...image!, tags: ['x', SECRET] };
    expect(maskImage(tagged, { ...RULES, mask })).toMatchObject({ tags: ['x', '***'] });
  });
});
