/** Variables by name, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable; an empty one counts as not set. */
export function given(env: Environment, name: string): string | undefined {
  const text = env[name];
  return text === '' ? undefined : text;
}
