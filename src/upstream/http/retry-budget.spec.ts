import { RetryBudget } from './retry-budget.js';

function triesLeft(budget: RetryBudget): number {
  let tries = 0;
  while (budget.take()) tries++;
  return tries;
}

describe('the further tries of one listing', () => {
  it('are ten, and then no more', () => {
    const budget = new RetryBudget();
    expect(triesLeft(budget)).toBe(10);
    expect(budget.take()).toBe(false);
  });

  it.each([
    [9, 10],
    [10, 11],
    [99, 19],
    [1_000, 110],
  ])('with %i exchanges that succeed are %i', (successes, tries) => {
    const budget = new RetryBudget();
    for (let done = 0; done < successes; done++) budget.earn();
    expect(triesLeft(budget)).toBe(tries);
  });

  it('can be earned again when they are used up', () => {
    const budget = new RetryBudget();
    triesLeft(budget);
    for (let done = 0; done < 10; done++) budget.earn();
    expect(triesLeft(budget)).toBe(1);
  });
});
