const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Reads an HTTP date in the form that senders must use (RFC 9110, 5.6.7).
 *
 * @returns milliseconds since 1970, or `undefined` for anything else
 */
export function httpDateMs(field: unknown): number | undefined {
  if (typeof field !== 'string' || !IMF_FIXDATE.test(field.trim())) return undefined;
  const at = Date.parse(field);
  return Number.isNaN(at) ? undefined : at;
}
