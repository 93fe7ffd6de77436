import { getMetadataStorage, validateSync } from 'class-validator';
import fc from 'fast-check';

import { nearlyRightQueries } from '../../../test/support/query-any.js';
import { passesAll, queryRules } from '../../parameters/query-rules.js';
import { parseQueryString } from '../../parameters/query-string.js';
import { validateQuery } from '../../parameters/validate-query.js';
import { GetImageQueryDto } from './get-image-query.dto.js';
import { ListImagesQueryDto } from './list-images-query.dto.js';

const RUNS = 3_000;

describe.each([ListImagesQueryDto, GetImageQueryDto])('the quick verdict on the query of a %p', (Dto) => {
  const rules = queryRules(Dto.prototype);

  it('is class-validator’s, whatever the query', () => {
    const told = { right: 0, wrong: 0 };
    const check = (text: string): void => {
      const raw = parseQueryString(text);
      const { dto, faults } = validateQuery(raw, Dto);
      const errors = validateSync(dto, { forbidUnknownValues: false });
      const passes = passesAll(rules, raw.values, { ...dto });
      expect([text, passes]).toEqual([text, errors.length === 0]);
      const isKnown = [...raw.values.keys()].every((name) => rules.has(name));
      expect([text, faults.length === 0]).toEqual([text, passes && isKnown && raw.faults.length === 0]);
      told[passes ? 'right' : 'wrong']++;
    };
    fc.assert(fc.property(nearlyRightQueries(), check), { numRuns: RUNS });
    // else it proves little
    expect(Math.min(told.right, told.wrong)).toBeGreaterThan(50);
  });

  it('asks every rule that class-validator knows of', () => {
    const known = getMetadataStorage().getTargetValidationMetadatas(Dto, '', false, false);
    for (const [name, { length }] of rules) {
      expect([name, known.filter(({ propertyName }) => propertyName === name).length]).toEqual([
        name,
        length,
      ]);
    }
    expect(known.filter(({ propertyName }) => !rules.has(propertyName))).toEqual([]);
  });
});
