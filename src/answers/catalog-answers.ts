import type { Answerable, CatalogService } from '../catalog/catalog.service.js';
import type { SecretSource } from '../config/secret-source.js';
import type { View } from '../domain/view.js';
import type { PageCache } from './page-cache.js';
import { PreparedAnswer } from './prepared-answer.js';
import type { CatalogAnswer } from './replies.js';

/** What somebody asks of the catalogue. */
interface Asked {
  /** In its canonical form, with its path. */
  readonly question: string;
  readonly view: View;
  /** The only sources whose images may be in the answer; all where there is no filter by source. */
  readonly sources: readonly string[] | undefined;
}

/** Answers from the catalogue, for questions that need nothing else: no cursor and no link. */
export class CatalogAnswers {
  constructor(
    private readonly catalog: CatalogService,
    private readonly pages: PageCache,
    private readonly cursorSecret: SecretSource,
  ) {}

  /**
   * The answer to a question as it was kept, or as it is written now.
   *
   * @param write the body, as JSON
   * @throws NoCatalogError without a list of one of the sources; whatever `write` throws
   */
  async to(
    { question, view, sources }: Asked,
    write: (available: Answerable) => Buffer,
  ): Promise<CatalogAnswer> {
    const { catalog, freshness } = await this.catalog.available(view, sources);
    const secret = this.cursorSecret.current();
    const answer = this.pages.answer(
      { catalog, secret },
      question,
      () => new PreparedAnswer({ catalog, question, body: write({ catalog, freshness }) }),
    );
    return { answer, freshness };
  }
}
