/** The form that senders must use, and the two older ones that recipients must still read; all are GMT. */
const FORMS = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * Reads an HTTP date (RFC 9110, 5.6.7).
 *
 * @returns milliseconds since 1970, or `undefined` for anything else
 */
export function httpDateMs(field: unknown): number | undefined {
  if (typeof field !== 'string') return undefined;
  const text = field.trim();
  if (!FORMS.some((form) => form.test(text))) return undefined;
  // the oldest form does not say its zone, and would be read as local time
  const at = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : at;
}
