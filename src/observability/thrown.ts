/** What can be told of something that was thrown. */
export interface ThrownFacts {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** Reads what was thrown, whatever it is; never fails. Nothing but these texts is taken: the rest may hold anything. */
export function thrownFacts(thrown: unknown): ThrownFacts {
  try {
    const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { name: String(name), message: String(message), stack: stack && String(stack) };
  } catch {
    return { name: 'Error', message: 'it cannot be read', stack: undefined };
  }
}
