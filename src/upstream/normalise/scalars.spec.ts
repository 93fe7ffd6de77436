import { ownValue, readBoolean, readCount, readObject, readText } from './scalars.js';

/** What a reader makes of a value, and how often it reported it as unreadable. */
function outcome<T>(read: (value: unknown, onUnreadable: () => void) => T, value: unknown): [T, number] {
  let reports = 0;
  const result = read(value, () => {
    reports += 1;
  });
  return [result, reports];
}

const NOTHING: unknown[] = [undefined, null, ''];

describe('readBoolean', () => {
  it.each([true, 'true', 'True', 'TRUE', ' true ', 1, '1'])('reads %p as true', (value) => {
    expect(outcome(readBoolean, value)).toEqual([true, 0]);
  });

  it.each([false, 'false', 'False', 'FALSE', ' false ', 0, '0', -0])('reads %p as false', (value) => {
    expect(outcome(readBoolean, value)).toEqual([false, 0]);
  });

  it.each([...NOTHING, '  '])('takes %p as not told', (value) => {
    expect(outcome(readBoolean, value)).toEqual([null, 0]);
  });

  it.each(['yes', 'no', 't', '2', 2, -1, Number.NaN, '{Is Public}', {}, [], [true], 1n])(
    'reports %p',
    (value) => {
      expect(outcome(readBoolean, value)).toEqual([null, 1]);
    },
  );
});

describe('readCount', () => {
  it.each([
    [20, 20],
    ['20', 20],
    ['20.0', 20],
    ['20.000', 20],
    [' 20 ', 20],
    ['0020', 20],
    [0, 0],
    ['0', 0],
    [20.0, 20],
    [9007199254740991, 9007199254740991],
    ['9007199254740991.0', 9007199254740991],
  ])('reads %p as %p', (value, expected) => {
    expect(outcome(readCount, value)).toEqual([expected, 0]);
  });

  it('reads the -0 of JSON as 0', () => {
    expect(
      Object.is(
        readCount(JSON.parse('-0'), () => undefined),
        0,
      ),
    ).toBe(true);
  });

  it.each([...NOTHING, '  '])('takes %p as not told', (value) => {
    expect(outcome(readCount, value)).toEqual([null, 0]);
  });

  it.each([
    -1,
    '-1',
    '+1',
    1.5,
    '1.5',
    '20.',
    '.0',
    '1e3',
    '0x10',
    '1,000',
    '20 GB',
    9007199254740992,
    '9007199254740992',
    '9'.repeat(100_000),
    Number.POSITIVE_INFINITY,
    Number.NaN,
    true,
    {},
    [20],
    20n,
  ])('reports %p', (value) => {
    expect(outcome(readCount, value)).toEqual([null, 1]);
  });
});

describe('readText', () => {
  it.each([
    ['CentOS 7.9', 'CentOS 7.9'],
    ['  two blanks ', '  two blanks '],
    [' ', ' '],
    ['null', 'null'],
    [6.1, '6.1'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
  ])('reads %p as %p', (value, expected) => {
    expect(outcome(readText, value)).toEqual([expected, 0]);
  });

  it('replaces lone surrogates and leaves pairs alone', () => {
    expect(outcome(readText, 'a\ud800b\udc00c🐧')).toEqual(['a\ufffdb\ufffdc🐧', 0]);
  });

  it.each(NOTHING)('takes %p as not told', (value) => {
    expect(outcome(readText, value)).toEqual([null, 0]);
  });

  it.each([{}, [], ['a'], Number.NaN, Number.POSITIVE_INFINITY, 1n, Symbol('a'), () => 'a'])(
    'reports %p',
    (value) => {
      expect(outcome(readText, value)).toEqual([null, 1]);
    },
  );

  it('never asks an object what text it would like to be', () => {
    const trap = {
      toString: () => {
        throw new Error('asked');
      },
    };
    expect(outcome(readText, trap)).toEqual([null, 1]);
  });
});

describe('readObject', () => {
  it('gives an object, also one without a prototype', () => {
    const bare: unknown = Object.assign(Object.create(null), { a: 1 });
    expect(outcome(readObject, bare)).toEqual([bare, 0]);
    expect(outcome(readObject, {})).toEqual([{}, 0]);
  });

  it.each(NOTHING)('takes %p as not told', (value) => {
    expect(outcome(readObject, value)).toEqual([null, 0]);
  });

  it.each(['{}', 0, true, [], [{}], () => ({})])('reports %p', (value) => {
    expect(outcome(readObject, value)).toEqual([null, 1]);
  });
});

describe('ownValue', () => {
  it('does not see what an object inherits', () => {
    expect(ownValue({}, 'constructor')).toBeUndefined();
    expect(ownValue({ constructor: 'own' }, 'constructor')).toBe('own');
    expect(ownValue({ ['__proto__']: { id: 'of a member' } }, 'id')).toBeUndefined();
  });
});
