import type { INestApplicationContext } from '@nestjs/common';

import { CATALOG_SOURCES } from '../../src/catalog/catalog-sources.token.js';
import type { RefreshedSource } from '../../src/catalog/refreshed-source.js';

/** The first source of a running gateway, which is the only one unless a test has configured several. */
export function sourceOf(app: INestApplicationContext): RefreshedSource {
  const [first] = app.get<readonly RefreshedSource[]>(CATALOG_SOURCES);
  if (!first) throw new Error('a gateway has at least one source');
  return first;
}
