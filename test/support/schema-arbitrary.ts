import fc from 'fast-check';

/** A schema of a parameter in the OpenAPI document, as far as it uses the words of JSON Schema. */
export interface ParameterSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: ParameterSchema;
  readonly anyOf?: readonly { readonly format?: string }[];
  readonly example?: string;
}

/** Values as they stand in a query, each of which repeats the parameter. */
type Values = readonly string[];

/** Values that a schema allows. */
export function allowedBy(schema: ParameterSchema): fc.Arbitrary<Values> {
  const { items, maxItems = 3 } = schema;
  if (schema.type !== 'array' || !items) return textOf(schema).map((value) => [value]);
  return fc.array(textOf(items), { minLength: 1, maxLength: Math.min(maxItems, 4) });
}

/** Values that a schema does not allow: of another type or form, out of bounds, too long or too many. */
export function forbiddenBy(schema: ParameterSchema): fc.Arbitrary<Values> {
  const { items, maxItems } = schema;
  if (schema.type !== 'array' || !items) return wrongTextOf(schema).map((value) => [value]);
  const tooMany =
    maxItems === undefined ? [] : [textOf(items).map((value) => Array<string>(maxItems + 1).fill(value))];
  return fc.oneof(
    wrongTextOf(items).map((value) => [value]),
    ...tooMany,
  );
}

function textOf({
  type,
  enum: known,
  pattern,
  minimum = 0,
  maximum = 1e9,
  maxLength = 256,
  anyOf,
  example,
}: ParameterSchema): fc.Arbitrary<string> {
  if (known) return fc.constantFrom(...known);
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum }).map(String);
  if (type === 'boolean') return fc.boolean().map(String);
  if (anyOf) return moments(anyOf.map(({ format }) => format ?? ''));
  const made = fc.stringMatching(new RegExp(pattern ?? '^.+$', 'u'), { size: 'small' });
  const shortEnough = made.filter((text) => [...text].length <= maxLength);
  return example === undefined ? shortEnough : fc.oneof(shortEnough, fc.constant(example));
}

function wrongTextOf(schema: ParameterSchema): fc.Arbitrary<string> {
  const { type, pattern, minimum, maximum, maxLength, anyOf } = schema;
  const others = fc.constantFrom(
    '',
    ' ',
    '\0',
    'null',
    '-1',
    '1.5',
    'x y',
    '2026-02-30',
    'a,b',
    '1e3',
    'TRUE',
    '[]',
    '{}',
  );
  if (type === 'integer') {
    const beyond = [
      minimum === undefined ? [] : [minimum - 1],
      maximum === undefined ? [] : [maximum + 1],
    ].flat();
    return fc.oneof(fc.constantFrom(...beyond.map(String)), others);
  }
  if (type === 'boolean' || anyOf) return others.filter((text) => text !== 'TRUE' || type === 'boolean');
  if (schema.enum) return fc.oneof(others, fc.string()).filter((text) => !schema.enum?.includes(text));
  const form = new RegExp(pattern ?? '^', 'u');
  const tooLong = maxLength === undefined ? [] : [fc.constant('a'.repeat(maxLength + 1))];
  return fc.oneof(
    fc.oneof(others, fc.string()).filter((text) => !form.test(text)),
    ...tooLong,
  );
}

/** Within the years that the description of the parameter names, which no format can. */
function moments(formats: readonly string[]): fc.Arbitrary<string> {
  const dates = fc.date({ min: new Date('1970-01-02'), max: new Date('2200-12-30'), noInvalidDate: true });
  return fc.tuple(dates, fc.constantFrom(...formats)).map(([date, format]) => {
    const text = date.toISOString();
    return format === 'date' ? text.slice(0, 10) : text;
  });
}
