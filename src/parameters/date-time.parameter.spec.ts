import type { FaultCode } from '../problems/parameter-fault.js';
import { DateTimeParameter, parseDateTimeMs } from './date-time.parameter.js';
import { validateQuery } from './validate-query.js';

class WindowDto {
  @DateTimeParameter()
  readonly since?: readonly string[];

  @DateTimeParameter('since')
  readonly before?: readonly string[];
}

function faults(query: Readonly<Record<string, readonly string[]>>): [string, FaultCode][] {
  const raw = { values: new Map(Object.entries(query)), faults: [] };
  return validateQuery(raw, WindowDto).faults.map(({ parameter, code }) => [parameter, code]);
}

describe('parseDateTimeMs', () => {
  it.each([
    ['2026-03-10', '2026-03-10T00:00:00.000Z'],
    ['2026-03-10T09:00:00Z', '2026-03-10T09:00:00.000Z'],
    ['2026-03-10t09:00:00z', '2026-03-10T09:00:00.000Z'],
    ['2026-03-10T09:00:00+09:00', '2026-03-10T00:00:00.000Z'],
    ['2026-03-10T00:00:00-05:30', '2026-03-10T05:30:00.000Z'],
    ['2026-03-10T00:00:00-00:00', '2026-03-10T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29', '2000-02-29T00:00:00.000Z'],
    ['2026-12-31T23:59:59.999Z', '2026-12-31T23:59:59.999Z'],
    ['1970-01-01', '1970-01-01T00:00:00.000Z'],
    ['2026-03-10T09:00:00.1Z', '2026-03-10T09:00:00.100Z'],
    ['2026-03-10T09:00:00.120000Z', '2026-03-10T09:00:00.120Z'],
  ])('reads %s as %s, in whatever zone the machine is', (text, instant) => {
    expect(new Date(parseDateTimeMs(text)!).toISOString()).toBe(instant);
  });

  it.each([
    ['2026-03-10T09:00:00.0001Z', '2026-03-10T09:00:00.001Z'],
    ['2026-03-10T09:00:00.123456789Z', '2026-03-10T09:00:00.124Z'],
    ['2026-03-10T09:00:00.1230001+00:00', '2026-03-10T09:00:00.124Z'],
    ['2026-12-31T23:59:59.9999Z', '2027-01-01T00:00:00.000Z'],
  ])('rounds %s up to %s', (text, instant) => {
    expect(new Date(parseDateTimeMs(text)!).toISOString()).toBe(instant);
  });

  it.each([
    '',
    'yesterday',
    '2026',
    '2026-03',
    '2026-3-10',
    '20260310',
    ' 2026-03-10',
    '2026-03-10 ',
    '2026-03-10T09:00:00',
    '2026-03-10T09:00Z',
    '2026-03-10 09:00:00Z',
    '2026-03-10T09:00:00 09:00',
    '2026-03-10T09:00:00+0900',
    '2026-03-10T09:00:00+09',
    '2026-03-10T09:00:00.Z',
    '2026-03-10T09:00:00,5Z',
    '2026-03-10T9:00:00Z',
    '+002026-03-10',
    '-2026-03-10',
    '1773133200',
    '1773133200000',
    'Tue, 10 Mar 2026 09:00:00 GMT',
    '２０２６-03-10',
    '2026-03-10\n',
  ])('does not take %j', (text) => {
    expect(parseDateTimeMs(text)).toBeUndefined();
  });

  it.each([
    '2026-02-29',
    '2026-02-30',
    '1900-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-10',
    '2026-03-00',
    '2026-03-32',
    '2026-03-10T24:00:00Z',
    '2026-03-10T09:60:00Z',
    '2026-06-30T23:59:60Z',
    '2026-03-10T09:00:00+24:00',
    '2026-03-10T09:00:00+09:60',
  ])('does not take %s, which there never is', (text) => {
    expect(parseDateTimeMs(text)).toBeUndefined();
  });
});

describe('DateTimeParameter', () => {
  it.each(['1970-01-01', '1970-01-01T00:00:00Z', '2200-12-31T23:59:59.999Z', '2026-03-10'])(
    'takes %s',
    (text) => {
      expect(faults({ since: [text] })).toEqual([]);
    },
  );

  it.each<[string, FaultCode]>([
    ['1969-12-31', 'OUT_OF_RANGE'],
    ['2201-01-01', 'OUT_OF_RANGE'],
    ['2300-01-01T00:00:00Z', 'OUT_OF_RANGE'],
    ['0001-01-01', 'OUT_OF_RANGE'],
    ['9999-12-31', 'OUT_OF_RANGE'],
    ['', 'INVALID_FORMAT'],
    ['   ', 'INVALID_FORMAT'],
    ['2026-02-30', 'INVALID_FORMAT'],
    ['2300-02-30', 'INVALID_FORMAT'],
    ['x'.repeat(300), 'INVALID_FORMAT'],
  ])('says of %j: %s', (text, code) => {
    expect(faults({ since: [text] })).toEqual([['since', code]]);
  });

  it('refuses a second value', () => {
    expect(faults({ since: ['2026-03-10', '2026-03-11'] })).toEqual([['since', 'REPEATED_PARAMETER']]);
  });

  it.each([
    ['2026-03-11', '2026-03-10'],
    ['2026-03-10', '2026-03-10'],
    ['2026-03-10T09:00:00+09:00', '2026-03-10'],
    ['2026-03-10T00:00:00.0001Z', '2026-03-10T00:00:00.001Z'],
  ])('refuses a window from %s to %s, told of its end', (since, before) => {
    expect(faults({ since: [since], before: [before] })).toEqual([['before', 'CONFLICT']]);
  });

  it('takes a window of a millisecond', () => {
    const window = { since: ['2026-03-10T00:00:00Z'], before: ['2026-03-10T00:00:00.001Z'] };
    expect(faults(window)).toEqual([]);
  });

  it('compares nothing where one end is wrong by itself', () => {
    expect(faults({ since: ['never'], before: ['2026-03-10'] })).toEqual([['since', 'INVALID_FORMAT']]);
    expect(faults({ before: ['2026-03-10'] })).toEqual([]);
  });
});
