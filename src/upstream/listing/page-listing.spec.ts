import type { ListingLimits, PageBody } from '../listing-reader.port.js';
import { UpstreamError } from '../upstream.errors.js';
import { TOAST_FORMAT } from '../toast-v1/toast-format.js';
import { PageListing } from './page-listing.js';

const SUCCESS = { isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' };

function newListing(limits: Partial<ListingLimits> = {}): PageListing {
  const rules = {
    source: 'default',
    allowsProperty: () => true,
    mask: (text: string) => text.replaceAll('our-secret', '***'),
  };
  return new PageListing(TOAST_FORMAT, rules, { maxImages: 1_000, maxListingBytes: 1_000_000, ...limits });
}

function page(answer: unknown, change: Partial<PageBody> = {}): PageBody {
  const json = typeof answer === 'string' ? answer : JSON.stringify(answer);
  // in two segments, as a longer body has
  const bytes = [json.slice(0, 9), json.slice(9)].map((part) => new Uint8Array(Buffer.from(part)));
  return { contentType: 'application/json', body: bytes, retryAfterMs: undefined, ...change };
}

const rows = (...ids: unknown[]): PageBody => page({ header: SUCCESS, images: ids.map((id) => ({ id })) });

function failureOf(act: () => unknown): UpstreamError {
  try {
    act();
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a page', () => {
  it('is told by its rows, its new ids and the marker of the next one', () => {
    const listing = newListing();
    expect(listing.add(rows('a', 'b'))).toEqual({ rows: 2, added: 2, marker: 'b' });
    expect(listing.add(rows('b', 'c', { not: 'an id' }))).toEqual({ rows: 3, added: 1, marker: 'c' });
    expect(listing.add(rows())).toEqual({ rows: 0, added: 0, marker: undefined });
    expect(listing.finish().summary).toEqual({ count: 3, skipped: 1, unreadable: 0 });
  });

  it('has the id as the upstream wrote it for a marker, and none with a secret of ours', () => {
    const upper = '0A1B2C3D-0000-4000-8000-00000000000F';
    expect(newListing().add(rows(upper)).marker).toBe(upper);
    expect(newListing().add(rows('a', 'our-secret')).marker).toBe('a');
  });

  it('counts as rows also what can be no image', () => {
    const odd = page({ header: SUCCESS, images: [null, 7, 'x', [], {}] });
    expect(newListing().add(odd)).toEqual({ rows: 5, added: 0, marker: undefined });
  });

  it('may be nested as deeply as it likes', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const json = JSON.stringify({ header: SUCCESS, images: [{ id: 'a' }, 'deep'] }).replace('"deep"', deep);
    const listing = newListing();
    expect(listing.add(page(json))).toEqual({ rows: 2, added: 1, marker: 'a' });
    expect(listing.finish().summary).toMatchObject({ count: 1, skipped: 1 });
  });

  it.each([
    ['HTML', page('{}', { contentType: 'text/html' }), 'the answer is not JSON, by its content type'],
    ['no JSON', page('{"words-of-the-upstream":'), 'the answer is not valid JSON'],
    [
      'a row that is no JSON',
      page(`{"header":${JSON.stringify(SUCCESS)},"images":[{},words-of-the-upstream]}`),
      'the answer is not valid JSON',
    ],
    ['no envelope', page({ images: [] }), 'the answer has no envelope'],
    ['no list', page({ header: SUCCESS }), 'the answer has no list of images'],
    ['another value for a list', page({ header: SUCCESS, images: {} }), 'the answer has no list of images'],
  ])('with %s is unusable, and no word of it is told', (_what, body, message) => {
    const error = failureOf(() => newListing().add(body));
    expect(error).toMatchObject({ failure: 'UPSTREAM_INVALID', message });
    expect(error.facts.retries ?? 0).toBe(0);
  });

  it('that says no is the failure that its result code stands for', () => {
    const refused = (resultCode: number) =>
      page({ header: { isSuccessful: false, resultCode }, images: [{ id: 'a' }] }, { retryAfterMs: 7_000 });
    expect(failureOf(() => newListing().add(refused(-3)))).toMatchObject({
      failure: 'UPSTREAM_REJECTED',
      facts: { tokenRefused: true, retryAfterMs: 7_000 },
    });
    expect(failureOf(() => newListing().add(refused(30503)))).toMatchObject({
      failure: 'UPSTREAM_UNAVAILABLE',
      facts: { retries: 2, retryAfterMs: 7_000 },
    });
    expect(failureOf(() => newListing().add(refused(-5)))).toMatchObject({ facts: { notFound: true } });
  });
});

describe('a listing', () => {
  it('has the images of all pages in the order of the upstream, with our secrets masked', () => {
    const listing = newListing();
    listing.add(page({ header: SUCCESS, images: [{ id: 'b', name: 'with our-secret' }] }));
    listing.add(page({ header: SUCCESS, images: [{ id: 'a' }, { id: 'b', name: 'again' }] }));
    const { images } = listing.finish();
    expect(images.map(({ id, name, source }) => [id, name, source])).toEqual([
      ['b', 'with ***', 'default'],
      ['a', null, 'default'],
    ]);
  });

  it('forgets its pages when it begins again', () => {
    const listing = newListing();
    listing.add(rows('a'));
    listing.begin();
    expect(listing.add(rows('a'))).toMatchObject({ added: 1 });
    listing.begin();
    expect(listing.finish()).toEqual({ images: [], summary: { count: 0, skipped: 0, unreadable: 0 } });
  });

  it('of rows of which none is an image is no empty list', () => {
    const listing = newListing();
    listing.add(page({ header: SUCCESS, images: [7] }));
    expect(failureOf(() => listing.finish()).message).toBe('none of 1 rows is an image');
  });
});
