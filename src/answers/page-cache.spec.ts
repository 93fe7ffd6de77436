import { anImage } from '../../test/support/query-image.js';
import { catalogOf, snapshotOf } from '../../test/support/a-snapshot.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import { EVERYTHING, View } from '../domain/view.js';
import { Secret } from '../config/secret.js';
import { PageCache, type WarmPage } from './page-cache.js';
import { PreparedAnswer } from './prepared-answer.js';

const SNAPSHOT = snapshotOf([anImage('a')]);
const CATALOG = SNAPSHOT.for(EVERYTHING);
const OTHER = catalogOf([anImage('b')]);
const MOST_BYTES = 1_000_000;
const BODY_BYTES = 10_000;

let secret: Secret;
let pages: PageCache;
const source = { current: () => secret, reread: () => secret };
beforeEach(() => {
  secret = new Secret('first');
  pages = new PageCache(source, MOST_BYTES);
});

function answer(question: string, catalog = CATALOG): PreparedAnswer {
  const make = (): PreparedAnswer =>
    new PreparedAnswer({ catalog, question, body: Buffer.alloc(BODY_BYTES, 'a') });
  return pages.answer({ catalog, secret }, question, make);
}

function keep(target: string, question = target, catalog = CATALOG): WarmPage {
  const page = {
    answer: answer(question, catalog),
    openTo: 'images:read',
    route: '/',
    loggedTarget: '',
  } as const;
  pages.remember(target, page);
  return page;
}

/** As a request does that was answered before, or is answered the long way now. */
function ask(target: string): void {
  if (!pages.page(target, EVERYTHING)) keep(target);
}

function keptOf(targets: readonly string[]): Set<PreparedAnswer> {
  // a look at a page keeps it: the oldest ones are looked at last
  return new Set(targets.toReversed().flatMap((target) => pages.page(target, EVERYTHING)?.answer ?? []));
}

function bytesOf(answers: ReadonlySet<PreparedAnswer>): number {
  let bytes = 0;
  for (const one of answers) bytes += one.bytes;
  return bytes;
}

describe('a page', () => {
  it('is found again under its target, and under no other', () => {
    const page = keep('/a?x=1');
    expect(pages.page('/a?x=1', EVERYTHING)).toBe(page);
    for (const target of ['/a', '/a?x=1&', '/A?x=1', ''])
      expect(pages.page(target, EVERYTHING)).toBeUndefined();
  });

  it('shares its answer with all spellings of its question', () => {
    const spellings = ['/a?x=1&y=2', '/a?y=2&x=1', '/a?y=%32&x=1'];
    const answers = spellings.map((target) => keep(target, 'x=1&y=2').answer);
    expect(
      new Set([...answers, ...spellings.map((target) => pages.page(target, EVERYTHING)?.answer)]).size,
    ).toBe(1);
    expect(keep('/a?x=2', 'x=2').answer).not.toBe(answers[0]);
  });

  it('is not kept if its answer was forgotten meanwhile', () => {
    const page = keep('/a');
    expect(pages.belongsTo(OTHER)).toBe(false);
    pages.remember('/a', page);
    expect(pages.page('/a', EVERYTHING)).toBeUndefined();
    answer('/a', OTHER);
    pages.remember('/a', page);
    expect(pages.page('/a', EVERYTHING)).toBeUndefined();
  });
});

describe('a page of one view', () => {
  const VIEWS = [
    EVERYTHING,
    View.of({ sources: null, visibility: ['public'] }),
    View.of({ sources: ['a'], visibility: null }),
  ];
  const seenBy = (view: View): CatalogView => SNAPSHOT.for(view);

  it('is found by nobody with another, neither by target nor by question', () => {
    const kept = VIEWS.map((view) => keep('/a?x=1', 'x=1', seenBy(view)));
    expect(new Set(kept.map(({ answer }) => answer)).size).toBe(VIEWS.length);
    expect(VIEWS.map((view) => pages.page('/a?x=1', view))).toEqual(kept);
    for (const [at, view] of VIEWS.entries()) {
      expect(pages.page('/a?x=1', view)).toBe(kept[at]);
      expect(answer('x=1', seenBy(view))).toBe(kept[at]?.answer);
      expect(pages.page('/b', view)).toBeUndefined();
    }
  });

  it('leaves those of others, which belong to the same catalogue', () => {
    const page = keep('/a');
    expect(pages.belongsTo(seenBy(VIEWS[1]!))).toBe(true);
    keep('/a', '/a', seenBy(VIEWS[1]!));
    expect(pages.page('/a', EVERYTHING)).toBe(page);
    expect(pages.belongsTo(OTHER)).toBe(false);
    for (const view of VIEWS) expect(pages.page('/a', view)).toBeUndefined();
  });

  it('counts with those of all others', () => {
    const view = (at: number): View => View.of({ sources: [`s${at}`], visibility: null });
    for (let at = 0; at < 1_000; at++) keep('/a', '/a', seenBy(view(at)));
    const kept = Array.from({ length: 1_000 }, (_, at) => pages.page('/a', view(999 - at))?.answer);
    const bytes = bytesOf(new Set(kept.filter((one) => one !== undefined)));
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(bytes).toBeGreaterThan(MOST_BYTES / 8);
  });
});

describe('what is kept is forgotten', () => {
  it('with another catalogue, also one of equal content', () => {
    const equal = catalogOf([anImage('a')]);
    for (const next of [OTHER, equal, CATALOG]) {
      const before = keep('/a');
      pages.belongsTo(CATALOG);
      expect(pages.belongsTo(next)).toBe(next === CATALOG);
      expect(pages.belongsTo(next)).toBe(true);
      expect(pages.page('/a', EVERYTHING)).toBe(next === CATALOG ? before : undefined);
    }
  });

  it('with another secret, and in each of its generations', () => {
    keep('/old');
    for (let turn = 0; turn * 3 * BODY_BYTES < MOST_BYTES / 2; turn++) keep(`/${turn}`);
    keep('/young');
    expect(pages.belongsTo(CATALOG)).toBe(true);
    secret = new Secret('first');
    expect(pages.belongsTo(CATALOG)).toBe(false);
    expect([pages.page('/old', EVERYTHING), pages.page('/young', EVERYTHING)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(pages.belongsTo(CATALOG)).toBe(true);
  });

  it('when an answer of another catalogue or secret is asked for', () => {
    const first = answer('/a');
    expect(answer('/a', OTHER)).not.toBe(first);
    const second = answer('/a');
    expect(second).not.toBe(first);
    const newer = secret;
    secret = new Secret('second');
    expect(answer('/a')).not.toBe(second);
    // a caller who came before the secret was replaced
    pages.answer({ catalog: CATALOG, secret: newer }, '/a', () => second);
    expect(pages.belongsTo(CATALOG)).toBe(false);
  });
});

describe('under an endless stream of different questions', () => {
  const TARGETS = Array.from({ length: 1_000 }, (_, at) => `/v1/images?limit=1&offset=${at}`);

  it('what is kept stays within its bytes, and is not much less', () => {
    for (const [at, target] of TARGETS.entries()) {
      ask(target);
      if (at % 100 !== 99) continue;
      const bytes = bytesOf(keptOf(TARGETS));
      expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
      expect(bytes).toBeGreaterThan(MOST_BYTES / 8);
    }
  });

  it('long targets of one question count as well', () => {
    const long = TARGETS.map((target) => target + '&'.repeat(20_000));
    for (const target of long) keep(target, 'one');
    const kept = long.toReversed().filter((target) => pages.page(target, EVERYTHING));
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.length * 20_000).toBeLessThan(MOST_BYTES);
  });

  it('what is asked for again and again stays', () => {
    const page = keep('/hot');
    for (const [at, target] of TARGETS.entries()) {
      ask(target);
      if (at % 5 === 0) expect(pages.page('/hot', EVERYTHING)).toBe(page);
    }
    expect(keep('/hot in another spelling', '/hot').answer.question).toBe('/hot');
    expect(pages.page(TARGETS[0]!, EVERYTHING)).toBeUndefined();
  });

  it('one question in ever more spellings keeps one answer', () => {
    const first = keep('/first', 'one').answer;
    for (const target of TARGETS.slice(0, 30)) expect(keep(target, 'one').answer).toBe(first);
  });

  it('a page that goes the long way each time pushes nothing out', () => {
    const other = keep('/other');
    for (let time = 0; time < 1_000; time++) keep('/same');
    expect(pages.page('/other', EVERYTHING)).toBe(other);
  });

  it('an answer larger than everything is given, and the next one as well', () => {
    const small = new PageCache(source, 100);
    for (const question of ['a', 'b']) {
      const made = new PreparedAnswer({ catalog: CATALOG, question, body: Buffer.alloc(BODY_BYTES) });
      expect(small.answer({ catalog: CATALOG, secret }, question, () => made)).toBe(made);
    }
  });
});
