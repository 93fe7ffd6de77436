import { FACETS } from '../dist/catalog/facets.js';
import { presentFamilies } from '../dist/families/family.presenter.js';
import { presentFacets } from '../dist/images/facets.presenter.js';
import { presentImage } from '../dist/images/image-page.presenter.js';
import { NEWEST } from '../dist/images/newest.js';
import { matches, plainPage } from './plain-engine.mjs';

const LIMIT = 20;

/** For each question other than a page: how it is answered, and how one would first write it. */
export const FINDS = {
  facets: {
    ours: (catalog, { filters }) => presentFacets(catalog, { filters, facets: FACETS, limit: LIMIT }),
    plain: (images, { filters }) => plainFacets(images, filters),
  },
  latest: {
    ours: (catalog, { filters }) => {
      const newest = catalog.newest(filters, NEWEST.created);
      return newest === undefined ? undefined : presentImage(catalog, newest, undefined);
    },
    plain: (images, query) => plainPage(images.filter(isActive), { ...query, limit: 1 }, ''),
  },
  families: {
    ours: (catalog, { filters }) => presentFamilies(catalog, catalog.families(filters)),
    plain: (images, { filters }) => plainFamilies(images, filters),
  },
};

function isActive({ status }) {
  return status === 'active';
}

function plainFacets(images, filters) {
  const facets = {};
  for (const facet of FACETS) {
    const anyOf = new Map([...filters.anyOf].filter(([field]) => field !== facet));
    const counts = new Map();
    for (const image of images) {
      if (!matches(image, { ...filters, anyOf })) continue;
      for (const value of facet === 'tag' ? image.tags : [image[facet]]) {
        if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    facets[facet] = [...counts].sort(([, a], [, b]) => b - a).slice(0, LIMIT);
  }
  return JSON.stringify(facets);
}

function plainFamilies(images, filters) {
  const families = new Map();
  for (const image of images) {
    if (image.family === null || !matches(image, filters)) continue;
    const entry = families.get(image.family) ?? { count: 0, latest: null };
    entry.count += 1;
    if (isActive(image) && (entry.latest?.createdAt ?? '') < image.createdAt) entry.latest = image;
    families.set(image.family, entry);
  }
  return JSON.stringify([...families]);
}
