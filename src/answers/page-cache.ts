import type { Scope } from '../domain/scopes.js';
import type { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
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
  readonly snapshot: CatalogSnapshot;
  /** Signs its cursors. */
  readonly secret: Secret;
}

/** What all pages may take together, in bytes of bodies and keys. */
const MOST_BYTES = 64 * 1024 * 1024;

/** About what an entry takes besides body and key: headers and objects. */
const ENTRY_BYTES = 2_048;

/** What was kept since a moment, and what it takes. */
class Generation {
  readonly answers = new Map<string, PreparedAnswer>();
  readonly pages = new Map<string, WarmPage>();
  bytes = 0;
}

/**
 * The answers that were given from the catalogue of this moment, to be given again: by canonical question, so
 * that all spellings of a question share one, and by request target, so that no question is read twice.
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
  belongsTo(snapshot: CatalogSnapshot): boolean {
    return this.isOf(snapshot, this.cursorSecret.current());
  }

  /** The page that a request target, as it was sent, led to before. It is of use only if `belongsTo` holds. */
  page(target: string): WarmPage | undefined {
    const young = this.young.pages.get(target);
    if (young) return young;
    const old = this.old.pages.get(target);
    if (old) this.keepPage(target, old);
    return old;
  }

  /**
   * The answer to a canonical question, made now if it is not kept. The secret of its cursors is the one that its
   * caller came with: it may have been replaced while he waited for the catalogue.
   */
  answer({ snapshot, secret }: AnswerBasis, question: string, make: () => PreparedAnswer): PreparedAnswer {
    this.isOf(snapshot, secret);
    const kept = this.young.answers.get(question);
    if (kept) return kept;
    const answer = this.old.answers.get(question) ?? make();
    this.young.answers.set(question, answer);
    this.grow(answer.bytes + question.length);
    return answer;
  }

  /** Keeps an answer of `answer` under a request target, unless it was forgotten meanwhile. */
  remember(target: string, page: WarmPage): void {
    const { question } = page.answer;
    const kept = this.young.answers.get(question) ?? this.old.answers.get(question);
    if (kept === page.answer) this.keepPage(target, page);
  }

  private isOf({ identity }: CatalogSnapshot, secret: Secret): boolean {
    if (this.identity === identity && this.signedWith === secret) return true;
    this.identity = identity;
    this.signedWith = secret;
    this.young = new Generation();
    this.old = new Generation();
    return false;
  }

  private keepPage(target: string, page: WarmPage): void {
    const known = this.young.pages.get(target);
    this.young.pages.set(target, page);
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
