// Medians and their spread, of figures that were taken in turns.

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

/** Half the distance from least to greatest, as a share of the median: 0.03 for ±3 %. */
export function noise(numbers) {
  return (Math.max(...numbers) - Math.min(...numbers)) / 2 / median(numbers);
}

/** The median of the ratios of the rounds, and the least and greatest of them. */
export function ratio(above, below) {
  const byRound = above.map((number, round) => number / below[round]);
  return { value: median(byRound), min: Math.min(...byRound), max: Math.max(...byRound) };
}
