import type { Random } from '../../src/stand-in/seeded.js';
import type { ServedPage } from '../support/query-client.js';
import type { QueryParameters } from '../support/reference-filter.js';
import type { AnswerChecks } from './answer-checks.js';
import type { Exchange } from './exchange.js';
import type { Replica } from './replica.js';
import type { Heard } from './soak-client.js';
import type { Edition, VersionBook } from './version-book.js';

/** What a walk needs of the world. */
export interface WalkParts {
  readonly exchange: Exchange;
  readonly checks: AnswerChecks;
  readonly book: VersionBook;
  readonly choose: () => Replica;
  readonly random: Random;
}

/** Filters and sorts of walks; nothing that changes about an image plays a part in them. */
const LISTINGS: readonly QueryParameters[] = [
  [],
  [['sort', 'name']],
  [['sort', '-sizeBytes,createdAt']],
  [['visibility', 'private']],
  [
    ['osType', 'linux'],
    ['sort', 'osDistro,-osVersion'],
  ],
];

/**
 * Follows `nextCursor` from page to page, each time at another replica, while the catalogue changes: no image comes
 * twice, and none that every version on the way had is left out.
 */
export async function walk(parts: WalkParts): Promise<void> {
  const { exchange, checks, book, choose, random } = parts;
  const query: QueryParameters = [...random.pick(LISTINGS), ['limit', String(random.int(40, 200))]];
  const text = query.map(([name, value]) => `${name}=${value}`).join('&');
  const seen: string[] = [];
  const editions = new Set<Edition>();
  let heard: Heard | undefined;
  for (let cursor: string | null = ''; cursor !== null;) {
    const target: string = `/v1/images?${text}${cursor && `&cursor=${cursor}`}`;
    heard = await patiently(() => exchange.send({ replica: choose(), target }));
    if (heard?.status !== 200) {
      if (heard) exchange.complain(heard, `in a walk: ${heard.text.slice(0, 200)}`);
      return;
    }
    const fault = checks.headers(heard) ?? checks.page(heard, query);
    exchange.complain(heard, fault);
    if (fault !== undefined) return;
    const page = JSON.parse(heard.text) as ServedPage;
    const edition = book.find(page.catalog.version);
    if (edition) editions.add(edition);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.page.nextCursor;
  }
  if (heard) exchange.complain(heard, faultOfWalk(seen, [...editions], query));
}

/** A replica that is on its way out refuses; the next one takes over. */
async function patiently(send: () => Promise<Heard | undefined>): Promise<Heard | undefined> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const heard = await send();
    if (heard) return heard;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}

function faultOfWalk(
  seen: readonly string[],
  editions: readonly Edition[],
  query: QueryParameters,
): string | undefined {
  const twice = seen.find((id, at) => seen.indexOf(id) !== at);
  if (twice !== undefined) return `the walk came to ${twice} twice`;
  const asked = new Map(query);
  const [first] = editions;
  const stayed = [...(first?.images.values() ?? [])].filter(
    ({ id, visibility, osType }) =>
      editions.every(({ images }) => images.has(id)) &&
      visibility === (asked.get('visibility') ?? visibility) &&
      osType?.toLowerCase() === (asked.get('osType') ?? osType?.toLowerCase()),
  );
  const met = new Set(seen);
  const skipped = stayed.filter(({ id }) => !met.has(id));
  return skipped.length === 0
    ? undefined
    : `the walk over ${editions.length} versions left out ${skipped.length} of ${stayed.length} that stayed: ${skipped[0]?.id}`;
}
