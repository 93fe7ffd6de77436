import fc from 'fast-check';
import { KnownSecrets } from './known-secrets.js';
import { SecretMask } from './secret-mask.js';
import { Secret } from './secret.js';

function knowing(...values: readonly string[]): KnownSecrets {
  const known = new KnownSecrets();
  for (const value of values) known.add(new Secret(value));
  return known;
}

const VALUE = 'pä:ss "w/rd"\\?>';

const pad = (digits: string): string => digits.padStart(4, '0');

describe('KnownSecrets', () => {
  it.each([
    ['plain', VALUE],
    ['URL-encoded', encodeURIComponent(VALUE)],
    ['URL-encoded in lower-case hex', encodeURIComponent(VALUE).replace(/%../g, (hex) => hex.toLowerCase())],
    ['URL-encoded with + for a blank', encodeURIComponent(VALUE).replaceAll('%20', '+')],
    ['part of a JSON text', JSON.stringify(VALUE).slice(1, -1)],
    ['base64', Buffer.from(VALUE).toString('base64')],
    ['base64 without padding', Buffer.from(VALUE).toString('base64').replaceAll('=', '')],
    ['base64url', Buffer.from(VALUE).toString('base64url')],
    ['URL-encoded twice', encodeURIComponent(encodeURIComponent(VALUE))],
    ['URL-encoded as a form', new URLSearchParams({ a: VALUE }).toString().slice(2)],
    ['URL-encoded as a browser writes an address', encodeURI(VALUE)],
    ['part of a JSON text within a JSON text', JSON.stringify(JSON.stringify(VALUE)).slice(3, -3)],
    ['part of a JSON text of ASCII', JSON.stringify(VALUE).slice(1, -1).replace('ä', '\\u00e4')],
    ['in HTML', 'pä:ss &quot;w/rd&quot;\\?&gt;'],
    ['taken for Latin-1', Buffer.from(VALUE).toString('latin1')],
    ['hex', Buffer.from(VALUE).toString('hex')],
    ['URL-encoded byte by byte', Buffer.from(VALUE).toString('hex').replace(/../g, '%$&')],
    [
      'escaped letter by letter in JSON',
      VALUE.replace(/./gs, (unit) => `\\u${pad(unit.charCodeAt(0).toString(16))}`),
    ],
    ['escaped letter by letter in HTML', VALUE.replace(/./gs, (unit) => `&#${unit.charCodeAt(0)};`)],
    ['the same in hex', VALUE.replace(/./gs, (unit) => `&#x${unit.charCodeAt(0).toString(16)};`)],
    ['upper-case hex', Buffer.from(VALUE).toString('hex').toUpperCase()],
  ])('masks a secret that is %s', (_, spelling) => {
    expect(knowing(VALUE).mask(`<${spelling}> and <${spelling}>`)).toBe('<***> and <***>');
  });

  it('masks it in base64 of a longer text, but for what its ends share with their neighbours', () => {
    const basic = Buffer.from(`me:${VALUE}`).toString('base64');
    expect(knowing(VALUE).mask(`Basic ${basic}`)).toMatch(/^Basic bWU6\*\*\*.{0,3}$/);
    for (const before of ['', 'a', 'ab']) {
      const masked = knowing(VALUE).mask(Buffer.from(`${before}${VALUE}xyz`).toString('base64url'));
      expect(masked).toMatch(/^.{0,3}\*\*\*.{4,6}$/);
    }
  });

  it('does not take a few letters for a piece of base64', () => {
    expect(knowing('abcde').mask('FiY2R YmNkZ')).toBe('FiY2R YmNkZ');
  });

  it('masks padded base64url whole', () => {
    expect(knowing('????>>>>~').mask('Pz8_Pz4-Pj5-')).toBe('***');
    expect(knowing('????>>>>').mask('<Pz8_Pz4-Pj4=>')).toBe('<***>');
  });

  it('leaves no trace of any secret in any text', () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 20, unit: 'grapheme' })
      .filter((text) => !text.includes('*'));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const known = knowing(value);
        for (const spelling of [value, encodeURIComponent(value), Buffer.from(value).toString('hex')]) {
          expect(known.mask(before + spelling + after)).not.toContain(spelling);
        }
      }),
    );
  });

  it('takes a value literally, not as a pattern', () => {
    const known = knowing('a.c*[x]');
    expect(known.mask('abc*[x] aaac')).toBe('abc*[x] aaac');
    expect(known.mask('a.c*[x]')).toBe('***');
  });

  it('leaves no tail of secrets that begin alike', () => {
    expect(knowing('token', 'token-and-more').mask('<token-and-more> <token>')).toBe('<***> <***>');
    expect(knowing('token-and-more', 'token').mask('<token-and-more>')).toBe('<***>');
  });

  it('leaves no tail of secrets that overlap in the text', () => {
    expect(knowing('abcdef', 'efghij').mask('<abcdefghij>')).toBe('<***>');
    expect(knowing('abab').mask('<ababab>')).toBe('<***>');
    expect(knowing('abcd').mask('<abcdabcd>')).toBe('<******>');
  });

  it('ignores values shorter than 4 characters', () => {
    expect(knowing('', 'abc').mask('abc')).toBe('abc');
    expect(knowing('abcd').mask('abcd')).toBe('***');
  });

  it('returns a text without secrets as it is', () => {
    expect(new KnownSecrets().mask('nothing')).toBe('nothing');
    expect(knowing('secret').mask('nothing')).toBe('nothing');
  });

  it('remembers the newest 64', () => {
    const values = Array.from({ length: 65 }, (_, index) => `secret-${index}-`);
    const known = knowing(...values);
    expect(known.mask('secret-0- secret-1- secret-64-')).toBe('secret-0- *** ***');
  });

  it('counts a value that is added again as new', () => {
    const known = knowing('the-first', ...Array.from({ length: 63 }, (_, index) => `secret-${index}-`));
    known.add(new Secret('the-first'));
    known.add(new Secret('one-more'));
    expect(known.mask('the-first secret-0- one-more')).toBe('*** secret-0- ***');
  });

  it('does not forget a configured secret over many issued ones', () => {
    const known = new KnownSecrets();
    known.add(new Secret('the-appkey'), 'UPSTREAM_APPKEY');
    for (let index = 0; index < 100; index++) known.add(new Secret(`issued-${index}-`));
    expect(known.mask('the-appkey')).toBe('***');
  });

  it('copes with half a surrogate pair', () => {
    expect(knowing('abc\ud800d').mask('<abc\ud800d> <abc%EF%BF%BDd>')).toBe('<***> <***>');
  });
});

describe('the values of KnownSecrets', () => {
  it('make another mask that hides the same, and are another array only when there is a new one', () => {
    const known = knowing('the-first', 'abc');
    const values = known.revealAll();
    known.add(new Secret('the-first'));
    expect(known.revealAll()).toBe(values);
    known.add(new Secret('the-second'));
    expect(new SecretMask(known.revealAll()).mask('the-first the-second abc')).toBe('*** *** abc');
    expect(known.revealAll()).not.toBe(values);
  });
});
