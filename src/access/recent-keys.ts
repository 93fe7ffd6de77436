/**
 * The valid key that each connection sent last, to be known again without a digest: callers keep connections, and
 * send the same key with each request.
 *
 * A key is compared with nothing but what came through the same connection before, and in a time that does not
 * depend on where they differ: a proxy may use one connection for several callers. Memory: with the connection.
 */
export class RecentKeys<T extends object> {
  readonly #last = new WeakMap<object, { readonly presented: string; readonly known: T }>();

  remember(connection: object, presented: string, known: T): void {
    this.#last.set(connection, { presented, known });
  }

  /** What is known of this key, if it is the one that was remembered last. */
  recall(connection: object, presented: string): T | undefined {
    const last = this.#last.get(connection);
    return last && areEqual(last.presented, presented) ? last.known : undefined;
  }
}

function areEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
