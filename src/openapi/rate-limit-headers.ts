import type { OpenAPIObject } from '@nestjs/swagger';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

const METHODS = ['get', 'post'] as const;

/** The fields of RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers-10), and `Retry-After`. */
const HEADERS: Headers = {
  'RateLimit-Policy': {
    description:
      'Where requests are limited: how many (`q`) may be made in a window of so many seconds (`w`).',
    schema: { type: 'string', example: '"default";q=600;w=60' },
  },
  RateLimit: {
    description:
      'Where requests are limited: how many are left (`r`), and in how many seconds the window ends (`t`).',
    schema: { type: 'string', example: '"default";r=599;t=58' },
  },
  'Retry-After': {
    description: 'In how many seconds the request may be sent again.',
    schema: { type: 'integer', minimum: 1 },
  },
};

/** Adds to every answer the fields that tell of rate limits. */
export function addRateLimitHeaders(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const { responses } of METHODS.flatMap((method) => item[method] ?? [])) {
      for (const [status, response] of Object.entries(responses)) {
        if (response === undefined || '$ref' in response) continue;
        const names = ['RateLimit-Policy', 'RateLimit', ...(status === '429' ? ['Retry-After'] : [])];
        response.headers = { ...response.headers, ...Object.fromEntries(names.map(toReference)) };
      }
    }
  }
  const headers = { ...document.components?.headers, ...HEADERS };
  return { ...document, components: { ...document.components, headers } };
}

function toReference(name: string): [string, { $ref: string }] {
  return [name, { $ref: `#/components/headers/${name}` }];
}
