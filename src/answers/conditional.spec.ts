import { EVERYTHING, View } from '../domain/view.js';
import { entityTag, isNotModified } from './conditional.js';

const etag = 'W/"abc"';
/** 1 s and a half after a whole minute. */
const lastModifiedMs = Date.UTC(2026, 2, 10, 9, 0, 1, 500);
const validators = { etag, lastModifiedMs };

describe('entityTag', () => {
  const JSON_TYPE = 'application/json';
  const subject = { version: 'v1', question: '/v1/images?limit=1', view: EVERYTHING };
  const tag = entityTag(subject, JSON_TYPE);

  it('is a weak tag (RFC 9110, 8.8.3)', () => {
    expect(tag).toMatch(/^W\/"[\x21\x23-\x7e]{16,}"$/);
  });

  it('is the same for the same version, question, type and view', () => {
    expect(entityTag({ ...subject }, JSON_TYPE)).toBe(tag);
    const restricted = { ...subject, view: View.of({ sources: ['a', 'b'], visibility: null }) };
    const same = { ...subject, view: View.of({ sources: ['b', 'a'], visibility: null }) };
    expect(entityTag(same, JSON_TYPE)).toBe(entityTag(restricted, JSON_TYPE));
  });

  it.each([
    [{ version: 'v2' }, JSON_TYPE],
    [{ question: '/v1/images?limit=2' }, JSON_TYPE],
    [{}, 'text/csv'],
    [{ version: 'v1\n/v1/images?limit=1', question: '' }, JSON_TYPE],
    [{ view: View.of({ sources: ['a'], visibility: null }) }, JSON_TYPE],
    [{ view: View.of({ sources: null, visibility: ['a'] }) }, JSON_TYPE],
    [{ view: View.of({ sources: [], visibility: null }) }, JSON_TYPE],
  ])('is another one for %j, %s', (other, type) => {
    expect(entityTag({ ...subject, ...other }, type)).not.toBe(tag);
  });

  it('is another one for every view', () => {
    const views = [{ sources: ['a'] }, { sources: ['a', 'b'] }, { visibility: ['a'] }, { visibility: ['b'] }];
    const tags = views.map((restrictions) => {
      const view = View.of({ sources: null, visibility: null, ...restrictions });
      return entityTag({ ...subject, view }, JSON_TYPE);
    });
    expect(new Set(tags).size).toBe(views.length);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['W/"abc"'],
    ['"abc"'],
    [' W/"abc" '],
    ['"x", W/"abc"'],
    ['W/"x",W/"abc",W/"y"'],
    ['"a,b", "abc"'],
    ['*'],
    [' * '],
  ])('%s says that the caller has it', (field) => {
    expect(isNotModified({ 'if-none-match': field }, validators)).toBe(true);
  });

  it.each([
    [''],
    ['"ab"'],
    ['"abcd"'],
    ['"ABC"'],
    ['abc'],
    ['W/abc'],
    ['"x", "y"'],
    ['"x,abc"'],
    ['**'],
    ['"*"'],
  ])('%j does not', (field) => {
    expect(isNotModified({ 'if-none-match': field }, validators)).toBe(false);
  });

  it('decides alone where it is given', () => {
    const later = new Date(lastModifiedMs + 60_000).toUTCString();
    const headers = { 'if-none-match': '"x"', 'if-modified-since': later };
    expect(isNotModified(headers, validators)).toBe(false);
    const earlier = new Date(0).toUTCString();
    expect(isNotModified({ 'if-none-match': etag, 'if-modified-since': earlier }, validators)).toBe(true);
  });

  it('finds a tag with a comma in it', () => {
    expect(isNotModified({ 'if-none-match': '"x", "a,b"' }, { etag: 'W/"a,b"', lastModifiedMs })).toBe(true);
  });
});

describe('If-Modified-Since', () => {
  it.each([
    ['Tue, 10 Mar 2026 09:00:01 GMT', true],
    ['Tue, 10 Mar 2026 09:00:02 GMT', true],
    ['Tue, 10 Mar 2026 09:00:00 GMT', false],
    ['Thu, 01 Jan 1970 00:00:00 GMT', false],
  ])('%s, in whole seconds: %s', (field, unchanged) => {
    expect(isNotModified({ 'if-modified-since': field }, validators)).toBe(unchanged);
  });

  it('is passed over where it is no HTTP date', () => {
    const wrong = ['', 'yesterday', '2030-01-01T00:00:00Z', '4102444800', 'Tue, 10 Mar 2026 09:00:02 +0100'];
    for (const field of wrong) {
      expect(isNotModified({ 'if-modified-since': field }, validators)).toBe(false);
    }
    expect(isNotModified({}, validators)).toBe(false);
  });

  it('understands what we ourselves say in Last-Modified', () => {
    const said = new Date(lastModifiedMs).toUTCString();
    expect(isNotModified({ 'if-modified-since': said }, validators)).toBe(true);
  });
});
