import { KnownSecrets } from '../../src/config/known-secrets.js';
import { Secret } from '../../src/config/secret.js';

const APPKEY = 'Ab9fE20c71d4/+=';

describe('a secret of ours', () => {
  it.each([
    ['in capitals', APPKEY.toUpperCase()],
    ['in lower case', APPKEY.toLowerCase()],
    ['in mixed case', 'aB9Fe20C71D4/+='],
    ['URL-encoded in lower case', encodeURIComponent(APPKEY).toLowerCase()],
    ['URL-encoded in capitals', encodeURIComponent(APPKEY).toUpperCase()],
    ['as base64 in lower case', Buffer.from(APPKEY).toString('base64').toLowerCase()],
  ])('is masked %s', (_, spelling) => {
    const known = new KnownSecrets();
    known.add(new Secret(APPKEY));
    expect(known.mask(`<${spelling}> <${spelling}`)).toBe('<***> <***');
  });

  it('is masked at its place also after letters that change their length with their case', () => {
    const known = new KnownSecrets();
    known.add(new Secret(APPKEY));
    expect(known.mask(`İİß${APPKEY.toUpperCase()}ßİ`)).toBe('İİß***ßİ');
  });

  it('is masked in capitals also where it has other letters than ASCII', () => {
    const known = new KnownSecrets();
    known.add(new Secret('pässwörd-é'));
    expect(known.mask('<PÄSSWÖRD-É>')).toBe('<***>');
  });
});
