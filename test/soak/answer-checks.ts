import { IMAGE_FIELDS, type Image } from '../../src/domain/image.js';
import { referencePage, type QueryParameters } from '../support/reference-filter.js';
import type { ServedPage } from '../support/query-client.js';
import { EntityTags } from './entity-tags.js';
import type { Heard } from './soak-client.js';
import { FRESH_MS, STALE_MS } from './soak-options.js';
import type { Edition, VersionBook } from './version-book.js';

/** Checks whole answers against the lists that the upstream had. Each returns what is wrong. */
export class AnswerChecks {
  readonly tags = new EntityTags();

  constructor(private readonly book: VersionBook) {}

  /** What holds for each 200 and 304 that comes from the catalogue. */
  headers({ status, headers, ask, sentAt }: Heard): string | undefined {
    const age = Number(headers['age'] ?? NaN);
    if (!(age >= 0 && age * 1_000 <= FRESH_MS + STALE_MS)) return `Age: ${headers['age']}`;
    ask.replica.served(sentAt, age);
    if (!/^W\/"[\w-]+"$/.test(headers.etag ?? '')) return `ETag: ${headers.etag}`;
    if (headers['last-modified'] === undefined) return 'no Last-Modified';
    if (!/^image-gateway; hit; ttl=-?\d+/.test(headers['cache-status']?.toString() ?? ''))
      return 'no Cache-Status';
    const isNew = status === 304 && !this.tags.has(headers.etag ?? '');
    return isNew ? 'a 304 with an ETag that no answer had' : undefined;
  }

  /** @param query what the target asks for, without its cursor */
  page(heard: Heard, query: QueryParameters): string | undefined {
    const { ask, headers, text } = heard;
    const tag = headers.etag ?? '';
    if (this.tags.isVerified(tag, ask.target, text)) return undefined;
    const page = JSON.parse(text) as ServedPage;
    const edition = this.book.find(page.catalog.version);
    if (!edition) return `the upstream never had the version ${page.catalog.version}`;
    return (
      faultOfPage(page, edition, query, ask.target.includes('cursor=')) ??
      this.tags.enter(tag, ask.target, text, `${edition.version} ${page.links.self}`)
    );
  }

  /** The bare image does not say of which version it is. */
  image({ text }: Heard, id: string): string | undefined {
    for (const { images } of this.book.all()) {
      const image = images.get(id);
      if (image && JSON.stringify(image) === text) return undefined;
    }
    return `no version has this image: ${text.slice(0, 200)}`;
  }

  missing(id: string): string | undefined {
    for (const { images } of this.book.all()) if (!images.has(id)) return undefined;
    return 'an image that every version has is not found';
  }
}

function faultOfPage(
  { items, page }: ServedPage,
  { images }: Edition,
  query: QueryParameters,
  isContinued: boolean,
): string | undefined {
  const all = [...images.values()];
  const whole = query.filter(([name]) => name !== 'limit' && name !== 'offset');
  const { ids, total } = referencePage(all, [...whole, ['limit', String(all.length)]]);
  const { limit, offset } = referencePage([], query);
  const from = isContinued ? page.offset : offset;
  const expected = ids.slice(from, from + limit);
  if (page.total !== total) return `total ${page.total} instead of ${total}`;
  if (page.limit !== limit || page.offset !== from || page.returned !== items.length)
    return `page ${JSON.stringify({ ...page, nextCursor: undefined, prevCursor: undefined })}`;
  const shown = JSON.stringify(items);
  const right = JSON.stringify(expected.map((id) => shownAs(images.get(id)!, query)));
  if (shown !== right) return `items ${items.map(({ id }) => id).join()} instead of ${expected.join()}`;
  if ((page.nextCursor !== null) !== from + items.length < total) return `nextCursor ${page.nextCursor}`;
  return (page.prevCursor !== null) === (from > 0 && total > 0) ? undefined : `prevCursor ${page.prevCursor}`;
}

function shownAs(image: Image, query: QueryParameters): Partial<Image> {
  const asked = query.find(([name]) => name === 'fields')?.[1].split(',');
  const fields = IMAGE_FIELDS.filter((field) => field === 'id' || !asked || asked.includes(field));
  return Object.fromEntries(fields.map((field) => [field, image[field]]));
}
