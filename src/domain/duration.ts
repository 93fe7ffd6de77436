const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** The form as a regular expression, for documentation. */
export const DURATION_PATTERN = '^(\\d{1,12})(ms|s|m|h)$';

const DURATION = new RegExp(DURATION_PATTERN);

/** How a duration is written, for error texts and documentation. */
export const DURATION_FORM = 'a whole number with ms, s, m or h (such as 500ms, 10s, 5m, 24h)';

/**
 * Reads a duration such as `500ms` or `24h`.
 *
 * @returns milliseconds, or `undefined` when the text is not of that form.
 */
export function parseDurationMs(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return unit === undefined ? undefined : Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}
