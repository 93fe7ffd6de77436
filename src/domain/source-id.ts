const FORM = /^[A-Za-z0-9_-]{1,64}$/;

/** What the id of a configured source looks like, and how that is told. */
export const SOURCE_ID = { pattern: FORM, form: '1 to 64 letters, digits, "_" or "-"' } as const;
