import type { OpenAPIObject } from '@nestjs/swagger';

import { decodeStoredImages } from '../../src/catalog/stored-images.js';
import { loadConfig } from '../../src/config/load-config.js';
import { IMAGE_FIELDS } from '../../src/domain/image.js';
import { Gateway } from '../../src/gateway.js';
import { ListImagesQueryDto } from '../../src/images/dto/list-images-query.dto.js';
import { Log } from '../../src/observability/log.js';
import { createOpenApiDocument } from '../../src/openapi/openapi-document.js';
import { declaredParameters } from '../../src/parameters/check.js';
import { validateQuery } from '../../src/parameters/validate-query.js';
import { ManualClock } from '../support/manual-clock.js';

interface Schema {
  readonly type: string;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number;
  readonly example?: string;
}

const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength });
const texts = (maxLength: number, maxItems?: number): object => ({
  type: 'array',
  items: text(maxLength),
  ...(maxItems !== undefined && { maxItems }),
});
const patterns = (maxItems: number): object => ({
  type: 'array',
  items: text(256),
  maxItems,
});
const size = { type: 'string', maxLength: 256 };
const moment = { ...size, anyOf: [{ format: 'date-time' }, { format: 'date' }] };

/** The parameters of `GET /v1/images` in the order of docs/api.md, with the bounds that it promises. */
const PROMISED: Readonly<Record<string, object>> = {
  id: patterns(100),
  name: texts(256, 50),
  nameContains: text(128),
  q: text(128),
  status: texts(256),
  visibility: texts(256),
  diskFormat: texts(256),
  containerFormat: texts(256),
  osType: texts(64),
  osDistro: texts(64),
  osVersion: texts(64),
  architecture: texts(64),
  family: texts(64),
  tag: texts(256, 10),
  property: patterns(10),
  protected: { type: 'boolean' },
  sizeMin: size,
  sizeMax: size,
  fitsDisk: size,
  fitsRam: size,
  createdSince: moment,
  createdBefore: moment,
  updatedSince: moment,
  updatedBefore: moment,
  source: texts(256),
  sort: { type: 'string', maxLength: 256, default: '-createdAt' },
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  cursor: text(4_096),
  offset: { type: 'integer', minimum: 0, maximum: 10_000, default: 0 },
  fields: { type: 'string', maxLength: 512 },
};

let document: OpenAPIObject;

beforeAll(async () => {
  const env = { ACCESS_MODE: 'anonymous', UPSTREAM_APPKEY: 'not-used', UPSTREAM_TOKEN: 'not-used' };
  const log = new Log('silent', (line) => line, { write: () => {} });
  const gateway = await Gateway.create(loadConfig(env), log, new ManualClock());
  document = createOpenApiDocument(gateway.app);
  await gateway.app.close();
});

/** The schemas of the parameters of `GET /v1/images`, by name, as documented. */
function documented(): Map<string, Schema> {
  const { parameters = [] } = document.paths['/v1/images']!.get!;
  return new Map(
    // our document inlines every parameter and its schema
    parameters.map((parameter) => {
      const { name, schema } = parameter as unknown as { name: string; schema: Schema };
      return [name, schema];
    }),
  );
}

function without<T extends object>(value: T, ...names: readonly string[]): Partial<T> {
  const kept = Object.entries(value).filter(([name]) => !names.includes(name));
  // a part of the same object
  return Object.fromEntries(kept) as Partial<T>;
}

function faultsOf(name: string, values: readonly string[]): string[] {
  const { faults } = validateQuery({ values: new Map([[name, values]]), faults: [] }, ListImagesQueryDto);
  return faults.map(({ code }) => code);
}

describe('the fields of an image', () => {
  it('are documented as they are answered, in the same order', () => {
    // a schema object of our own, never a reference
    const { properties, required } = document.components!.schemas!['ImageDto'] as {
      properties: object;
      required: string[];
    };
    expect(Object.keys(properties)).toEqual([...IMAGE_FIELDS]);
    // `fields` may leave out all others
    expect(required).toEqual(['id']);
  });

  const rules = { sources: ['s'], publishes: () => true, maxImages: 1 };
  const stored = (image: object): unknown => decodeStoredImages(Buffer.from(JSON.stringify([image])), rules);
  const words = { id: 'x', source: 's', status: 'active', visibility: 'public', protected: false };
  const sizes = { minDiskBytes: 0, minDiskText: '0 B', minRamBytes: 0, minRamText: '0 B' };
  const unknown = Object.fromEntries(IMAGE_FIELDS.map((field) => [field, null]));
  const image = { ...unknown, ...words, ...sizes, tags: [], properties: {} };

  it('are read back from a store', () => {
    expect(stored(image)).toHaveLength(1);
  });

  it.each(IMAGE_FIELDS)('are checked one by one when they are read from a store: %s', (field) => {
    expect(() => stored(without(image, field))).toThrow('expected form');
    for (const wrong of [{ a: 1 }, [1], -0.5, undefined]) {
      expect(() => stored({ ...image, [field]: wrong })).toThrow('expected form');
    }
  });

  it('are all that a store may hold', () => {
    expect(() => stored({ ...image, further: null })).toThrow('expected form');
  });
});

describe('the parameters of GET /v1/images', () => {
  it('are documented as they are declared', () => {
    const declared = declaredParameters(ListImagesQueryDto.prototype);
    expect([...documented().keys()]).toEqual([...declared]);
    expect([...declared]).toEqual(Object.keys(PROMISED));
  });

  it.each(Object.keys(PROMISED))('have the promised bounds: %s', (name) => {
    const { items, ...schema } = without(documented().get(name)!, 'pattern', 'example');
    expect({ ...schema, ...(items && { items: without(items, 'pattern') }) }).toEqual(PROMISED[name]);
  });

  it.each(Object.keys(PROMISED))('are held to what is documented: %s', (name) => {
    const schema = documented().get(name)!;
    const { minimum, maximum, maxItems } = schema;
    if (minimum !== undefined && maximum !== undefined) {
      expect([minimum, maximum].flatMap((bound) => faultsOf(name, [String(bound)]))).toEqual([]);
      expect(faultsOf(name, [String(maximum + 1)])).toEqual(['OUT_OF_RANGE']);
    }
    const { maxLength = 0, pattern = '(?!)' } = schema.items ?? schema;
    if (new RegExp(pattern, 'u').test('a'.repeat(maxLength))) {
      expect(faultsOf(name, ['a'.repeat(maxLength)])).toEqual([]);
      expect(faultsOf(name, ['a'.repeat(maxLength + 1)])).toEqual(['TOO_LONG']);
    }
    const many = (count: number): string[] => Array.from({ length: count }, () => 'a');
    if (maxItems !== undefined) {
      expect(faultsOf(name, many(maxItems))).toEqual([]);
      expect(faultsOf(name, many(maxItems + 1))).toEqual(['TOO_MANY_VALUES']);
    }
    if (schema.type !== 'array') expect(faultsOf(name, ['1', '1'])).toContain('REPEATED_PARAMETER');
    if (schema.default !== undefined) expect(faultsOf(name, [String(schema.default)])).toEqual([]);
  });

  it('are spelt as the documented patterns say', () => {
    const patternOf = (name: string): RegExp => {
      const { items, pattern } = documented().get(name)!;
      return new RegExp(pattern ?? items!.pattern!, 'u');
    };
    const spelt = {
      id: ['a', 'A-_9', 'x'.repeat(128)],
      property: ['key', 'key:', 'key:va:lue', `${'k'.repeat(64)}:v`],
      sizeMin: ['0', '20GiB', '1.5GB', '1024B'],
      sort: ['name', '-createdAt', 'osDistro,-createdAt,name'],
      fields: ['id', 'id,name,properties'],
    };
    const misspelt = {
      id: ['', 'a b', 'ä', 'x'.repeat(129)],
      property: ['', ':v', 'a b', `${'k'.repeat(65)}:v`],
      sizeMin: ['-1', '1.5', '20 GiB', '1e3', '20gib'],
      sort: ['+name', 'name,', 'tags'],
      fields: ['id,,name', 'nope'],
    };
    for (const [name, values] of Object.entries(spelt)) {
      for (const value of values) {
        expect([value, patternOf(name).test(value), faultsOf(name, [value])]).toEqual([value, true, []]);
      }
    }
    for (const [name, values] of Object.entries(misspelt)) {
      for (const value of values) {
        expect([value, patternOf(name).test(value)]).toEqual([value, false]);
        expect(faultsOf(name, [value])).toHaveLength(1);
      }
    }
  });
});
