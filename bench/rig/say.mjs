// Progress goes to stderr, line by line; stdout is for the tables.
const startedAt = process.hrtime.bigint();

export function say(text) {
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  console.error(`${seconds.toFixed(0).padStart(4)} s  ${text}`);
}
