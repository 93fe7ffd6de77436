import { CANARIES } from '../support/upstream-secrets.js';

/** A request that must be refused, and how. */
export interface BadRequest {
  readonly target: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
  /** The codes of `errors`, in their order. */
  readonly faults?: readonly string[];
}

const invalid = (query: string, ...faults: string[]): BadRequest => ({
  target: `/v1/images?${query}`,
  status: 400,
  code: 'INVALID_PARAMETER',
  faults,
});

export const BAD_REQUESTS: readonly BadRequest[] = [
  invalid('limit=0', 'OUT_OF_RANGE'),
  invalid('limit=1e3', 'INVALID_FORMAT'),
  invalid('limit=5&limit=6', 'REPEATED_PARAMETER'),
  invalid('statuss=active', 'UNKNOWN_PARAMETER'),
  invalid('sort=name,-name', 'CONFLICT'),
  invalid('tag=', 'EMPTY_VALUE'),
  invalid('cursor=forged', 'INVALID_CURSOR'),
  invalid('q=a+b+c+d+e+f+g+h+i', 'TOO_MANY_VALUES'),
  invalid('createdSince=2024-02-30', 'INVALID_FORMAT'),
  invalid(`cursor=${encodeURIComponent(CANARIES.appkey)}`, 'INVALID_CURSOR'),
  { target: '/v1/images/no-such-image', status: 404, code: 'IMAGE_NOT_FOUND' },
  { target: '/v1/imagez', status: 404, code: 'ROUTE_NOT_FOUND' },
  { target: '/v1/images/', status: 404, code: 'ROUTE_NOT_FOUND' },
  { target: '/v1/images', method: 'DELETE', status: 405, code: 'METHOD_NOT_ALLOWED' },
  { target: '/v1/images', headers: { accept: 'image/png' }, status: 406, code: 'NOT_ACCEPTABLE' },
  { target: '/v1/images', headers: { 'x-api-key': 'wrong' }, status: 401, code: 'UNAUTHENTICATED' },
  { target: '/v1/catalog/refresh', method: 'POST', status: 403, code: 'FORBIDDEN' },
  { target: `/v1/images?q=${'x'.repeat(9_000)}`, status: 414, code: 'URI_TOO_LONG' },
];
