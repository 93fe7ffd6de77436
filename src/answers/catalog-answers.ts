import type { CatalogService } from '../catalog/catalog.service.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import type { SecretSource } from '../config/secret-source.js';
import type { View } from '../domain/view.js';
import type { PageCache } from './page-cache.js';
import { PreparedAnswer } from './prepared-answer.js';
import type { CatalogAnswer } from './replies.js';

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
   * @param question in its canonical form, with its path
   * @param write the body, as JSON
   * @throws NoCatalogError without a catalogue; whatever `write` throws
   */
  async to(question: string, view: View, write: (catalog: CatalogView) => Buffer): Promise<CatalogAnswer> {
    const { catalog, freshness } = await this.catalog.available(view);
    const secret = this.cursorSecret.current();
    const answer = this.pages.answer(
      { catalog, secret },
      question,
      () => new PreparedAnswer({ catalog, question, body: write(catalog) }),
    );
    return { answer, freshness };
  }
}
