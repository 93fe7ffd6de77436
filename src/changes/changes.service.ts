import { Inject, Injectable } from '@nestjs/common';

import { PageCache } from '../answers/page-cache.js';
import { PreparedAnswer } from '../answers/prepared-answer.js';
import type { CatalogAnswer } from '../answers/replies.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CURSOR_SECRET } from '../config/config.module.js';
import type { SecretSource } from '../config/secret-source.js';
import type { View } from '../domain/view.js';
import { ChangeHistory, type ChangedImages } from '../history/change-history.js';
import { ProblemError } from '../problems/problem.error.js';
import { presentChanges } from './changes.presenter.js';
import { visibleChanges } from './visible-changes.js';

const PATH = '/v1/images/changes';

/** Answers what changed since a version. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly catalog: CatalogService,
    private readonly history: ChangeHistory,
    @Inject(CURSOR_SECRET) private readonly cursorSecret: SecretSource,
    private readonly pages: PageCache,
  ) {}

  /** @throws ProblemError `VERSION_GONE`; NoCatalogError without a catalogue */
  async since(from: string, view: View): Promise<CatalogAnswer> {
    const { catalog, freshness } = await this.catalog.available(view);
    const found = await this.history.between(from, catalog.version);
    if (found.kind === 'unknown') throw gone();
    const answer =
      found.kind === 'ahead' ? this.nothing(catalog, from) : this.changes(catalog, from, found.images);
    return { answer, freshness };
  }

  private changes(catalog: CatalogView, from: string, images: ChangedImages): PreparedAnswer {
    const question = `${PATH}?since=${encodeURIComponent(from)}`;
    return this.pages.answer({ catalog, secret: this.cursorSecret.current() }, question, () => {
      const versions = { from, to: catalog.version };
      const body = presentChanges(catalog, versions, visibleChanges(catalog, images));
      return new PreparedAnswer({ catalog, question, body });
    });
  }

  /** Another replica has served that version already: here it is still to come, and nothing is taken back meanwhile. */
  private nothing(catalog: CatalogView, from: string): PreparedAnswer {
    const question = `${PATH}?since=${encodeURIComponent(from)}&ahead`;
    return new PreparedAnswer({ catalog, question, body: presentChanges(catalog, { from, to: from }) });
  }
}

function gone(): ProblemError {
  return new ProblemError(
    'VERSION_GONE',
    "What changed since this version is not known: it is too old, or none of ours. Read the list again ('/v1/images'), and go on from its 'catalog.version'.",
  );
}
