/** Asks again and again until the answer passes; fails with the last answer after `timeoutMs`. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  passes: (answer: T) => boolean,
  timeoutMs = 5_000,
): Promise<T> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    if (Date.now() > endsAt)
      throw new Error(`it did not happen in ${timeoutMs} ms; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
