/**
 * What every answer tells browsers: take it for what it says that it is, run and load nothing for it, show it in
 * no frame, tell nobody where it was seen, and let no page embed it. None of it keeps another origin's code from
 * reading an answer, which is the business of CORS: `Cross-Origin-Resource-Policy` is about requests without it.
 */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The same, names and values in turn. */
export const SECURITY_FIELDS: readonly string[] = Object.entries(SECURITY_HEADERS).flat();
