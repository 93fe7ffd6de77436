import { Recent } from './recent.js';

const sized = (byteLength: number) => ({ byteLength });

describe('what was used last', () => {
  it('is made once while it is kept', () => {
    const recent = new Recent<{ byteLength: number }>(10);
    const first = recent.get('a', () => sized(5));
    expect(recent.get('a', () => sized(5))).toBe(first);
  });

  it('is kept within its bytes: what was not used for longest goes first', () => {
    const recent = new Recent<{ byteLength: number }>(10);
    const [a, b] = [recent.get('a', () => sized(5)), recent.get('b', () => sized(5))];
    recent.get('a', () => sized(5));
    recent.get('c', () => sized(5));
    expect(recent.get('a', () => sized(5))).toBe(a);
    expect(recent.get('b', () => sized(5))).not.toBe(b);
  });

  it('is given, but not kept, if it is too large', () => {
    const recent = new Recent<{ byteLength: number }>(10);
    const large = recent.get('large', () => sized(11));
    expect(large.byteLength).toBe(11);
    expect(recent.get('large', () => sized(11))).not.toBe(large);
  });
});
