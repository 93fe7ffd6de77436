import type { Step } from './step.js';
import { Steps } from './steps.js';

const BODY = Buffer.alloc(10);

function step(from: string, to: string, order: number, body = BODY): Step {
  return { from, to, order, size: 1, body };
}

function names(path: ReturnType<Steps['path']>): string | undefined {
  return path
    ?.map(({ step: { from, to }, isReversed }) => (isReversed ? `${to}<${from}` : `${from}>${to}`))
    .join(' ');
}

describe('Steps', () => {
  it('finds the shortest way in the direction of time', () => {
    const steps = new Steps();
    steps.add([step('a', 'b', 1), step('b', 'c', 2), step('c', 'd', 3), step('a', 'c', 4)]);
    expect(names(steps.path('a', 'd'))).toBe('a>c c>d');
    expect(names(steps.path('b', 'd'))).toBe('b>c c>d');
    expect(steps.path('d', 'a')).toBeUndefined();
    expect(steps.path('x', 'd')).toBeUndefined();
    expect(names(steps.path('d', 'd'))).toBe('');
  });

  it('finds a way back where there is no other, to versions that lie beside', () => {
    const steps = new Steps();
    steps.add([step('a', 'b', 1), step('a', 'c', 2), step('c', 'd', 3)]);
    expect(steps.path('b', 'd')).toBeUndefined();
    expect(names(steps.anyPath('b', 'd'))).toBe('b<a a>c c>d');
  });

  it('finds ways through versions that came again', () => {
    const steps = new Steps();
    steps.add([step('a', 'b', 1), step('b', 'a', 2), step('a', 'b', 3), step('b', 'c', 4)]);
    expect(steps.all.map(({ order }) => order)).toEqual([2, 3, 4]);
    expect(names(steps.path('a', 'c'))).toBe('a>b b>c');
  });

  it('keeps the latest, as many as it may', () => {
    const steps = new Steps({ steps: 3, bytes: 1_000 });
    for (let at = 0; at < 10; at++) steps.add([step(`v${at}`, `v${at + 1}`, steps.nextOrder)]);
    expect(steps.all.map(({ from }) => from)).toEqual(['v7', 'v8', 'v9']);
    expect([steps.nextOrder, steps.bytes]).toEqual([11, 30]);
  });

  it('keeps the latest, as many bytes as it may', () => {
    const steps = new Steps({ steps: 100, bytes: 25 });
    for (let at = 0; at < 10; at++) steps.add([step(`v${at}`, `v${at + 1}`, steps.nextOrder)]);
    expect(steps.all.map(({ from }) => from)).toEqual(['v8', 'v9']);
    steps.add([step('v10', 'v11', steps.nextOrder, Buffer.alloc(26))]);
    expect(steps.all).toEqual([]);
  });

  it('is the same in whatever order it came to know', () => {
    const all = [step('a', 'b', 1), step('b', 'c', 2), step('b', 'd', 2), step('d', 'e', 3)];
    const [one, two] = [new Steps({ steps: 3, bytes: 99 }), new Steps({ steps: 3, bytes: 99 })];
    one.add(all);
    for (const each of all.toReversed()) two.add([each]);
    expect(two.all).toEqual(one.all);
  });
});
