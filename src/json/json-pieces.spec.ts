import fc from 'fast-check';

import { elementsOf, splitMember } from './json-pieces.js';

/** What the pieces are together; `undefined` when a piece refuses. */
function joined(json: string | Buffer): unknown {
  try {
    const { rest, elements } = splitMember(Buffer.from(json), 'rows');
    const rows = [...elements];
    const isSplit = rows.length > 0 && Array.isArray((rest as { rows?: unknown }).rows);
    return isSplit ? { ...(rest as object), rows } : rest;
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return undefined;
  }
}

function parsed(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return value;
  } catch {
    return undefined;
  }
}

describe('an object in pieces', () => {
  it.each([
    '{"rows":[1,2,3]}',
    ' { "a" : {"rows":[0]} , "rows" : [ {"b":[1,[2]]} , "x]\\"," , null , -1.5e3 , true ] , "z" : "}" } ',
    '{"rows":[]}',
    '{"rows":[ ]}',
    '{"\\u0072ows":["as escapes"]}',
    '{"rows":[1],"rows":[2,3]}',
    '{"rows":[1],"rows":7}',
    '{"rows":7,"rows":[1]}',
    '{"a\\"rows":[1],"rows":["é","\\u00e9","\ud83d\ude00"]}',
    '{"rows":null}',
    '{}',
    '[{"rows":[1]}]',
    '"rows"',
    '7',
    '{"rows":[{"rows":[1]}]}',
    '{"__proto__":{"polluted":true},"rows":[{"__proto__":1}]}',
  ])('is what it is as a whole: %s', (json) => {
    expect(joined(json)).toEqual(JSON.parse(json));
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });

  it.each([
    '',
    '{"rows":[1,]}',
    '{"rows":[,1]}',
    '{"rows":[1 2]}',
    '{"rows":[1}',
    '{"rows":[1',
    '{"rows":[{]}',
    '{"rows":[{]}]}',
    '{"rows":["a]}',
    '{"rows":["a\\"]}',
    '{"rows":[01]}',
    '{"rows":[NaN]}',
    '{"rows":[1]',
    '{"rows":[1]}}',
    '{"rows":[1]},',
    '{"rows":[1],}',
    '{"rows" [1]}',
    '{rows:[1]}',
    '{"rows":[1]]}',
    '{"rows":[undefined],"rows":[1]}',
    '{"a":tru,"rows":[1]}',
    '{"rows":["\n"]}',
  ])('is refused as it is as a whole: %j', (json) => {
    expect(parsed(json)).toBeUndefined();
    expect(joined(json)).toBeUndefined();
  });

  it('agrees with the whole, however the text is spoilt', () => {
    const document = fc
      .record({
        before: fc.jsonValue(),
        rows: fc.array(fc.jsonValue(), { maxLength: 4 }),
        after: fc.jsonValue(),
      })
      .map((value) => JSON.stringify(value));
    const spoilt = fc
      .tuple(document, fc.nat(), fc.nat(3), fc.constantFrom('', '"', '\\', '[', ']', '{', '}', ',', ':', '1'))
      .map(([json, place, cut, inserted]) => {
        const at = place % (json.length + 1);
        return json.slice(0, at) + inserted + json.slice(at + cut);
      });
    fc.assert(
      fc.property(fc.oneof(document, spoilt), (json) => {
        expect(joined(json)).toEqual(parsed(json));
      }),
      { numRuns: 5_000 },
    );
  });

  it('must be UTF-8, and may begin with a mark', () => {
    expect(joined(Buffer.from('{"rows":["é"]}', 'latin1'))).toBeUndefined();
    expect(joined(Buffer.from('{"rows":[1]}', 'utf16le'))).toBeUndefined();
    expect(joined('\ufeff{"rows":[1]}')).toEqual({ rows: [1] });
  });

  it('may be longer than the longest text; a single piece that is too long is nothing', () => {
    const long = `"${'x'.repeat(7 * 1024 ** 2)}"`;
    const { elements } = splitMember(Buffer.from(`{"rows":[${[long, long].join()}]}`), 'rows');
    expect([...elements]).toHaveLength(2);
    const tooLong = `"${'x'.repeat(8 * 1024 ** 2)}"`;
    expect(joined(`{"rows":[1,${tooLong},2]}`)).toEqual({ rows: [1, null, 2] });
    expect(joined(`{"rows":[],"a":${tooLong}}`)).toBeUndefined();
  });

  it('may be nested as deeply as it likes', () => {
    const deep = 100_000;
    expect(joined(`{"rows":[${'['.repeat(deep)}${']'.repeat(deep)}]}`)).toHaveProperty('rows.length', 1);
    expect(joined(`{"rows":[${'['.repeat(deep)}]}`)).toBeUndefined();
    expect(joined('{"rows":'.repeat(deep))).toBeUndefined();
  });
});

describe('an array in pieces', () => {
  const all = (json: string): unknown[] => [...elementsOf(Buffer.from(json))];

  it.each(['[]', ' [ 1 , {"a":[]} ] ', '[[1],[2]]'])('is what it is as a whole: %s', (json) => {
    expect(all(json)).toEqual(JSON.parse(json));
  });

  it.each(['', '{}', '7', '[1', '[1]]', '[1],', '[1,]', '[1]x'])('is refused: %j', (json) => {
    expect(() => all(json)).toThrow(SyntaxError);
  });
});
