import { HeaderBlock } from './header-block.js';

describe('a header block', () => {
  it('has each field as a line', () => {
    const block = new HeaderBlock(['etag', 'W/"a"', 'vary', 'Accept']);
    expect(block.lines).toBe('etag: W/"a"\r\nvary: Accept\r\n');
    expect(block.and('age', '0').lines).toBe('etag: W/"a"\r\nvary: Accept\r\nage: 0\r\n');
    expect(new HeaderBlock([]).lines).toBe('');
  });

  it.each([
    ['etag', 'a\r\nset-cookie: b'],
    ['etag', 'a\nb'],
    ['etag', 'a\u0000'],
    ['etag', '이미지'],
    ['a b', 'c'],
    ['a:', 'c'],
    ['', 'c'],
  ])('refuses what no header may have: %j %j', (name, value) => {
    expect(() => new HeaderBlock([name, value])).toThrow(/valid HTTP token|Invalid character/);
  });
});
