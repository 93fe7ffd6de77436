/** So many results are kept; then all are forgotten, which costs no more than to compute each once again. */
const MOST_KEPT = 256;
const LONGEST_KEY = 256;

/**
 * The same function, which computes what it computed lately no second time. For header fields: many requests,
 * few different values.
 *
 * Memory: at most 256 results, each of a text of at most 256 characters; longer texts are computed each time.
 */
export function remembered<V>(compute: (text: string) => V): (text: string) => V {
  const kept = new Map<string, V>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const result = compute(text);
    if (text.length > LONGEST_KEY) return result;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(text, result);
    return result;
  };
}
