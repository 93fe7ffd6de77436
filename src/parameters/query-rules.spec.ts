import { validateSync } from 'class-validator';

import { passesAll, queryRules } from './query-rules.js';
import { atMost, once } from './text-rules.js';
import { TextParameter, TextsParameter } from './text.parameter.js';

class BaseDto {
  @TextsParameter({ maxValues: 2 })
  readonly word?: readonly string[];

  @TextParameter(3)
  readonly short?: readonly string[];
}

class StricterDto extends BaseDto {
  @TextsParameter()
  @once()
  @atMost(5)
  readonly single?: readonly string[];
}
TextParameter(8)(StricterDto.prototype, 'word');

function verdicts(Dto: new () => object, query: Readonly<Record<string, readonly string[]>>): boolean[] {
  const dto = Object.assign(new Dto(), query);
  const passes = passesAll(queryRules(Dto.prototype as object), new Map(Object.entries(query)), query);
  return [passes, validateSync(dto, { forbidUnknownValues: false }).length === 0];
}

describe('the rules of a query', () => {
  it('are those of the base class as well', () => {
    expect([...queryRules(StricterDto.prototype).keys()].sort()).toEqual(['short', 'single', 'word']);
    expect(verdicts(StricterDto, { short: ['abc'] })).toEqual([true, true]);
    expect(verdicts(StricterDto, { short: ['abcd'] })).toEqual([false, false]);
  });

  it('are those of the class alone where it declares a parameter anew', () => {
    expect(verdicts(BaseDto, { word: ['longer than 8', 'b'] })).toEqual([true, true]);
    expect(verdicts(StricterDto, { word: ['longer than 8'] })).toEqual([false, false]);
    expect(verdicts(StricterDto, { word: ['a', 'b'] })).toEqual([false, false]);
    expect(verdicts(StricterDto, { word: ['a'] })).toEqual([true, true]);
    expect(verdicts(BaseDto, { word: ['a', 'b', 'c'] })).toEqual([false, false]);
  });

  it('hold all of several decorators', () => {
    expect(verdicts(StricterDto, { single: ['a'] })).toEqual([true, true]);
    expect(verdicts(StricterDto, { single: ['a', 'b'] })).toEqual([false, false]);
    expect(verdicts(StricterDto, { single: [' '] })).toEqual([false, false]);
  });

  it('are asked of what is there, and of nothing else', () => {
    expect(verdicts(BaseDto, {})).toEqual([true, true]);
    const rules = queryRules(BaseDto.prototype);
    for (const name of ['__proto__', 'constructor', 'toString', '']) {
      expect([name, rules.has(name), passesAll(rules, new Map([[name, ['']]]), {})]).toEqual([
        name,
        false,
        true,
      ]);
    }
  });
});
