import { catalogOf } from '../../../test/support/a-snapshot.js';
import { anImage } from '../../../test/support/query-image.js';
import { IMAGE_FIELDS, type Image, type ImageField } from '../../domain/image.js';
import { csvLine } from './csv-line.js';

/** A cell of an image's line, as it is written. */
function cellOf(field: ImageField, value: Image[ImageField]): string {
  // nothing else of the image needs quotes, so that the cells on either side are known
  const cells = csvLine(anImage('i', { [field]: value }))
    .trimEnd()
    .split(',');
  const at = IMAGE_FIELDS.indexOf(field);
  return cells.slice(at, at + 1 + cells.length - IMAGE_FIELDS.length).join(',');
}

describe('an image as CSV', () => {
  it('is one line with all fields in the documented order', () => {
    expect(csvLine(anImage('i', { name: 'web', protected: true, sizeBytes: 0, tags: [] }))).toBe(
      'i,default,web,,active,private,true,qcow2,,0,1 GiB,0,0 B,0,0 B,,,,,,,,[],,' +
        '2025-01-01T00:00:00.000Z,2025-01-01T00:00:00.000Z,{}\r\n',
    );
  });

  it.each<[string, ImageField, Image[ImageField], string]>([
    ['a comma', 'name', 'web, api', '"web, api"'],
    ['quotes', 'name', 'the "golden" one', '"the ""golden"" one"'],
    ['a line break', 'name', 'two\nlines', '"two\nlines"'],
    ['a return', 'name', 'two\rlines', '"two\rlines"'],
    ['letters of any script', 'name', '웹 서버 🚀', '웹 서버 🚀'],
    ['a list', 'tags', ['a', 'b'], '"[""a"",""b""]"'],
    ['an object', 'properties', { os_type: 'linux' }, '"{""os_type"":""linux""}"'],
    ['nothing', 'name', null, ''],
  ])('writes %s so that a reader finds it again', (_what, field, value, expected) => {
    expect(cellOf(field, value)).toBe(expected);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\n=1', '＝1+1', '＋1', '－1', '＠x', '=HYPERLINK("http://x")'])(
    'keeps a spreadsheet from taking %j for a formula',
    (text) => {
      expect(cellOf('name', text).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('also where a text begins with a return', () => {
    expect(cellOf('name', '\rx')).toBe('"\'\rx"');
  });

  it('leaves numbers and harmless texts as they are', () => {
    expect(cellOf('sizeBytes', 5)).toBe('5');
    expect(cellOf('name', 'a=1')).toBe('a=1');
    expect(cellOf('name', "'quoted'")).toBe("'quoted'");
  });

  it('is made once for each image of a catalogue', () => {
    const images = [anImage('a', { name: '가' }), anImage('b'), anImage('c', { name: null })];
    const { rows } = catalogOf(images);
    const lines = images.map((_, position) => Buffer.from(rows.csvOf(position)).toString());
    expect(lines).toEqual(images.map(csvLine));
  });
});
