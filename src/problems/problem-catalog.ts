/** Every error code of an answer, with its status and title (RFC 9457); `docs/problems.md` explains each. */
export const PROBLEMS = {
  INVALID_PARAMETER: { status: 400, title: 'Invalid query parameter' },
  MALFORMED_REQUEST: { status: 400, title: 'Malformed HTTP request' },
  UNAUTHENTICATED: { status: 401, title: 'Authentication required' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  IMAGE_NOT_FOUND: { status: 404, title: 'Image not found' },
  FAMILY_NOT_FOUND: { status: 404, title: 'Family not found' },
  ROUTE_NOT_FOUND: { status: 404, title: 'Route not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  NOT_ACCEPTABLE: { status: 406, title: 'Not acceptable' },
  REQUEST_TIMEOUT: { status: 408, title: 'Request timeout' },
  AMBIGUOUS_ID: { status: 409, title: 'Several images have this id' },
  VERSION_GONE: { status: 410, title: 'Version no longer known' },
  URI_TOO_LONG: { status: 414, title: 'URI too long' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  HEADERS_TOO_LARGE: { status: 431, title: 'Request header fields too large' },
  INTERNAL: { status: 500, title: 'Internal error' },
  UPSTREAM_INVALID: { status: 502, title: 'The upstream gave an unusable answer' },
  UPSTREAM_UNAVAILABLE: { status: 502, title: 'The upstream is unavailable' },
  UPSTREAM_REJECTED: { status: 502, title: 'The upstream rejected the gateway' },
  NOT_READY: { status: 503, title: 'Not ready yet' },
  OVERLOADED: { status: 503, title: 'Overloaded' },
  DRAINING: { status: 503, title: 'Shutting down' },
  UPSTREAM_TIMEOUT: { status: 504, title: 'The upstream took too long' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A stable relative reference for a code: `/problems/invalid-parameter`. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code.toLowerCase().replaceAll('_', '-')}`;
}
