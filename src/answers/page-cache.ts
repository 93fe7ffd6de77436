import type { Scope } from '../domain/scopes.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import { EVERYTHING, type View } from '../domain/view.js';
import type { Secret } from '../config/secret.js';
import type { SecretSource } from '../config/secret-source.js';
import type { PreparedAnswer } from './prepared-answer.js';

/** An answer under the request target that it was asked for with, and what else the target decides. */
export interface WarmPage {
  readonly answer: PreparedAnswer;
  /** Who may have it. */
  readonly openTo: Scope;
  /** Fastify's pattern of the route. */
  readonly route: string;
  /** See `loggedTarget`. */
  readonly loggedTarget: string;
}

/** What an answer is a function of, besides its question. */
export interface AnswerBasis {
  /** As the caller may see it. */
  readonly catalog: CatalogView;
  /** Signs its cursors. */
  readonly secret: Secret;
}

/** What all pages may take together, in bytes of bodies and keys. */
const MOST_BYTES = 64 * 1024 * 1024;

/** About what an entry takes besides body and key: headers and objects. */
const ENTRY_BYTES = 2_048;

/** What is kept for one view. */
class Shelf {
  readonly answers = new Map<string, PreparedAnswer>();
  readonly pages = new Map<string, WarmPage>();
}

/** What was kept since a moment, and what it takes. */
class Generation {
  bytes = 0;
  private readonly everything = new Shelf();
  private readonly restricted = new Map<string, Shelf>();

  /** What is kept for a view; `undefined` if that is nothing. */
  shelf(view: View): Shelf | undefined {
    return view === EVERYTHING ? this.everything : this.restricted.get(view.key);
  }

  /** The shelf of a view, set up now if there is none. */
  shelfFor(view: View): Shelf {
    const known = this.shelf(view);
    if (known) return known;
    const shelf = new Shelf();
    this.restricted.set(view.key, shelf);
    return shelf;
  }
}

/**
 * The answers that were given from the catalogue of this moment, to be given again: by canonical question, so
 * that all spellings of a question share one, and by request target, so that no question is read twice. Each view
 * has its own, and none is found but through the view that it was made for; the bound is for all together.
 *
 * Answers are a function of the catalogue and of the secret that signs their cursors; when either is replaced
 * all are forgotten. Of two generations the younger one takes what is new or asked for again; when it holds
 * half of the bytes it becomes the older one, and what was in that is forgotten. Costs one or two lookups.
 */
export class PageCache {
  private identity: object | undefined;
  private signedWith: Secret | undefined;
  private young = new Generation();
  private old = new Generation();

  /** @param mostBytes of bodies and keys together, compressed bodies included */
  constructor(
    private readonly cursorSecret: SecretSource,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** Whether what is kept belongs to this catalogue; if not, it is forgotten. */
  belongsTo(catalog: CatalogView): boolean {
    return this.isOf(catalog, this.cursorSecret.current());
  }

  /**
   * The page that a request target, as it was sent, led to before for somebody with this view. It is of use only if
   * `belongsTo` holds.
   */
  page(target: string, view: View): WarmPage | undefined {
    const young = this.young.shelf(view)?.pages.get(target);
    if (young) return young;
    const old = this.old.shelf(view)?.pages.get(target);
    if (old) this.keepPage(target, old);
    return old;
  }

  /**
   * The answer to a canonical question, made now if it is not kept. The secret of its cursors is the one that its
   * caller came with: it may have been replaced while he waited for the catalogue.
   */
  answer({ catalog, secret }: AnswerBasis, question: string, make: () => PreparedAnswer): PreparedAnswer {
    this.isOf(catalog, secret);
    const { view } = catalog;
    const { answers } = this.young.shelfFor(view);
    const kept = answers.get(question);
    if (kept) return kept;
    const answer = this.old.shelf(view)?.answers.get(question) ?? make();
    answers.set(question, answer);
    this.grow(answer.bytes + question.length);
    return answer;
  }

  /** Keeps an answer of `answer` under a request target, unless it was forgotten meanwhile. */
  remember(target: string, page: WarmPage): void {
    const { question, view } = page.answer;
    const keptIn = (generation: Generation): PreparedAnswer | undefined =>
      generation.shelf(view)?.answers.get(question);
    const kept = keptIn(this.young) ?? keptIn(this.old);
    if (kept === page.answer) this.keepPage(target, page);
  }

  private isOf({ identity }: CatalogView, secret: Secret): boolean {
    if (this.identity === identity && this.signedWith === secret) return true;
    this.identity = identity;
    this.signedWith = secret;
    this.young = new Generation();
    this.old = new Generation();
    return false;
  }

  private keepPage(target: string, page: WarmPage): void {
    const { pages } = this.young.shelfFor(page.answer.view);
    const known = pages.get(target);
    pages.set(target, page);
    // counted again, because it may outlive the generation of its answer
    if (known?.answer !== page.answer) this.grow(page.answer.bytes + target.length);
  }

  private grow(bytes: number): void {
    this.young.bytes += bytes + ENTRY_BYTES;
    if (this.young.bytes < this.mostBytes / 2) return;
    this.old = this.young;
    this.young = new Generation();
  }
}
