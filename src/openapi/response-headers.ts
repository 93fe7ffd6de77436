import type { OpenAPIObject } from '@nestjs/swagger';

import { answersFromCatalog } from './catalog-paths.js';

const METHODS = ['get', 'post'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

const text = (description: string, pattern?: string, required = true) => ({
  description,
  required,
  schema: { type: 'string', ...(pattern !== undefined && { pattern }) },
});

const HEADERS = {
  'X-Request-Id': text("The caller's own id of the request, or a new one.", '^[A-Za-z0-9._-]{1,64}$'),
  'Cache-Control': text('`private, max-age=…` with stale windows, or `no-store`.'),
  'X-Content-Type-Options': text('Always `nosniff`.', '^nosniff$'),
  ETag: text('Weak; equal for an equal question and equal content.', '^W/"[^"]+"$'),
  'Last-Modified': text('When the content last changed.', ' GMT$'),
  Age: text('Whole seconds since the list was confirmed with the upstream.', '^[0-9]+$'),
  'Cache-Status': text('RFC 9211.', '^image-gateway; hit; ttl=-?[0-9]+'),
  'Catalog-Missing': text(
    'Sources whose images are not in the answer, because there is no list of them, with commas between.',
    '^[A-Za-z0-9_-]+(, [A-Za-z0-9_-]+)*$',
    false,
  ),
  Vary: text('Which request headers decide.', 'Accept, Accept-Encoding'),
  Link: text('`first`, `prev`, `next` (RFC 8288), unless it would be longer than 8 KiB.', '^<', false),
  'Content-Disposition': text('What to save the export as.', '^attachment; filename="[^"]+"$'),
  'WWW-Authenticate': text('What a credential looks like.'),
  'Retry-After': text('Seconds to wait.', '^[0-9]+$'),
} satisfies Headers;

type HeaderName = keyof typeof HEADERS;

const ALWAYS: readonly HeaderName[] = ['X-Request-Id', 'Cache-Control', 'X-Content-Type-Options'];
const OF_IMAGES: readonly HeaderName[] = [
  'ETag',
  'Last-Modified',
  'Age',
  'Cache-Status',
  'Catalog-Missing',
  'Vary',
  'Link',
];

/** Adds the headers of every answer to it, and 304 to the answers that have validators. */
export function addHeaders(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    const ofImages = answersFromCatalog(path);
    for (const operation of METHODS.flatMap((method) => item[method] ?? [])) {
      if (ofImages) operation.responses['304'] = { description: 'The caller has this answer already.' };
      addTo(operation, path);
    }
  }
  return { ...document, components: { ...document.components, headers: HEADERS } };
}

function addTo({ responses }: Operation, path: string): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!response || '$ref' in response) continue;
    const names = [...ALWAYS, ...ofPath(path, status), ...ofStatus(status)];
    const references = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
    response.headers = { ...response.headers, ...(Object.fromEntries(references) as Headers) };
  }
}

function ofPath(path: string, status: string): readonly HeaderName[] {
  if (!answersFromCatalog(path)) return [];
  if (status >= '400') return ['404', '409'].includes(status) ? ['Catalog-Missing'] : [];
  return path.endsWith('/export') && status === '200' ? [...OF_IMAGES, 'Content-Disposition'] : OF_IMAGES;
}

function ofStatus(status: string): readonly HeaderName[] {
  if (status === '401') return ['WWW-Authenticate'];
  return ['429', '502', '503', '504'].includes(status) ? ['Retry-After'] : [];
}
