import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { IMAGE_FIELDS, isImageId } from '../../domain/image.js';
import { DEFAULT_PROPERTIES_ALLOW } from '../../domain/properties-allow.js';
import type { MappingRules } from '../normalise/mapped-row.js';
import { compilePropertyAllowList } from '../normalise/properties.js';
import { mapGlanceImage } from './glance-image.mapper.js';

const RULES: MappingRules = {
  source: 'default',
  allowsProperty: compilePropertyAllowList(DEFAULT_PROPERTIES_ALLOW),
  mask: (text) => text.replaceAll('S3cret', '***'),
};
const ALL: MappingRules = { ...RULES, allowsProperty: () => true };
const ID = '0a1b2c3d-0000-4000-8000-000000000001';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(`test/fixtures/upstream/glance-v2/${name}.json`, 'utf8'));
}

function image(row: object, rules: MappingRules = RULES): ReturnType<typeof mapGlanceImage>['image'] {
  return mapGlanceImage({ id: ID, ...row }, rules).image;
}

function unreadable(row: object): number {
  return mapGlanceImage({ id: ID, ...row }, RULES).unreadable;
}

describe('a page of a real Glance', () => {
  it('becomes our images', () => {
    const { images } = fixture('list') as { images: unknown[] }; // our own file, of a known shape
    const mapped = images.map((row) => mapGlanceImage(row, RULES));
    expect(mapped.map((row) => row.image)).toEqual(fixture('list.images'));
    expect(mapped.every((row) => row.unreadable === 0)).toBe(true);
  });
});

describe('a row', () => {
  it.each<readonly [string, unknown]>([
    ['nothing', null],
    ['a text', 'x'],
    ['a list', [ID]],
    ['without an id', { name: 'x' }],
    ['with an id that cannot be in an address', { id: 'a/b' }],
    ['with an id that holds a secret', { id: 'S3cret' }],
  ])('that is no image is left out: %s', (_what, row) => {
    expect(mapGlanceImage(row, RULES)).toEqual({ image: undefined, unreadable: 0 });
  });

  it.each<readonly [unknown, readonly string[], number]>([
    [undefined, [], 0],
    [null, [], 0],
    [[], [], 0],
    ['BASE', ['BASE'], 0],
    [['b', 'a', 'b', '', null], ['a', 'b'], 0],
    [['한글', 7, true], ['7', 'true', '한글'], 0],
    [['a', {}, []], ['a'], 2],
    [{ a: 1 }, [], 1],
    [['has S3cret', 'has ***'], ['has ***'], 0],
  ])('with the tags %j has %j', (tags, expected, wrong) => {
    expect(image({ tags })?.tags).toEqual(expected);
    expect(unreadable({ tags })).toBe(wrong);
  });

  it('has no field of the cloud for a property', () => {
    const base = (fixture('list') as { images: object[] }).images[0]!;
    const own = image({ ...base, locations: [{ url: 'x' }], direct_url: 'x' }, ALL)?.properties ?? {};
    expect(Object.keys(own)).toEqual(
      expect.not.arrayContaining([
        'locations',
        'direct_url',
        'self',
        'file',
        'owner',
        'stores',
        'schema',
        'os_hidden',
      ]),
    );
    expect(own).toMatchObject({ hw_disk_bus: 'virtio', os_type: 'linux' });
  });

  it('tells its owner where that is wanted', () => {
    expect(image({ owner: 'a S3cret project' }, { ...ALL, publishesOwner: true })?.properties).toEqual({
      owner: 'a *** project',
    });
    expect(image({ owner: null }, { ...ALL, publishesOwner: true })?.properties).toEqual({});
  });

  it.each<readonly [unknown, object]>([
    ['a text', { properties: 'a text' }],
    ['', { properties: '' }],
    [null, {}],
    [{ a: 1, b: { c: 1 } }, { a: '1' }],
    [{ name: 'x', id: 'y', os_hash_value: 'z' }, {}],
    [[1], {}],
  ])('with %j for `properties` has the properties %j', (properties, expected) => {
    expect(image({ properties }, ALL)?.properties).toEqual(expected);
  });

  it('never throws, and makes an image of every row with an id', () => {
    const field = fc.oneof(
      fc.constantFrom(...Object.keys((fixture('list') as { images: object[] }).images[0]!)),
      fc.string(),
    );
    const rows = fc.dictionary(fc.oneof(field, fc.constant('properties')), fc.jsonValue());
    fc.assert(
      fc.property(rows, (row) => {
        const mapped = image({ ...row, id: ID }, ALL);
        expect(mapped && Object.keys(mapped)).toEqual(IMAGE_FIELDS);
        expect(isImageId(mapped?.id ?? '')).toBe(true);
      }),
    );
  });
});
