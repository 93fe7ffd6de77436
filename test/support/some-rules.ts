import type { WorkRules } from '../../src/workshop/work.js';

/** Of work that is not about them. */
export const SOME_RULES: WorkRules = {
  api: 'toast-v1',
  sources: ['default'],
  isIndexed: true,
  propertiesAllow: [],
  limits: { maxImages: 1_000, maxListingBytes: 1_000_000 },
};
