import type { Fault } from '../../src/stand-in/fault.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import type { Operation } from '../../src/stand-in/stand-in.types.js';

import { listImages, refreshAfter, refreshOutcomes, startRig, type Rig } from '../support/upstream-rig.js';

const IMAGES = generateImages(30);
const OPERATIONS: readonly Operation[] = ['images', 'tokens'];
const TYPE = 'content-type: application/json';

/** An answer without a length, which ends with its connection. */
function said(head: readonly string[], body = '{body}'): Fault {
  return { kind: 'raw', bytes: [...head, '', body].join('\r\n'), then: 'close' };
}

const ODDITIES: readonly (readonly [string, Fault])[] = [
  ['in HTTP/1.0', said(['HTTP/1.0 200 OK', TYPE])],
  ['without a content type', said(['HTTP/1.1 200 OK'])],
  ['with a type of another spelling', said(['HTTP/1.1 200 OK', 'CONTENT-TYPE: Text/JSON ; charset=UTF-8'])],
  ['with a byte order mark', said(['HTTP/1.1 200 OK', TYPE], '\ufeff{body}')],
  ['with blanks around it', said(['HTTP/1.1 200 OK', TYPE], ' \r\n\t{body}\n\n')],
  ['after 100', said(['HTTP/1.1 100 Continue', '', 'HTTP/1.1 200 OK', TYPE])],
  [
    'after 102 and 103',
    said(['HTTP/1.1 102 X', '', 'HTTP/1.1 103 X', 'link: x', '', 'HTTP/1.1 200 OK', TYPE]),
  ],
  ['with a reason that is none', said(['HTTP/1.1 200 Internal Server Error', TYPE])],
  [
    'with more behind it than its length says',
    said(['HTTP/1.1 200 OK', TYPE, 'content-length: {length}'], '{body}and more'),
  ],
];

let rig: Rig;
afterEach(() => rig.stop());

async function expectWholeList(): Promise<void> {
  const answer = await listImages(rig, '?limit=1');
  expect(answer.body).toMatchObject({ page: { total: IMAGES.length } });
}

describe.each(OPERATIONS)('an answer to the call for %s', (operation) => {
  it.each(ODDITIES)('%s is read', async (_how, oddity) => {
    rig = await startRig({ images: IMAGES, before: (upstream) => upstream.fail(operation, oddity) });
    await expectWholeList();
    expect(await refreshAfter(rig, () => rig.clock.advance(54_000))).toBe('unchanged');
    expect(refreshOutcomes(rig.gateway)).toEqual(['changed', 'unchanged']);
  });
});

/** A list that says something odd around or in its images, and is followed by an empty page. */
async function listSaying(body: string): Promise<void> {
  const faults: Fault[] = [
    { kind: 'body', body },
    { kind: 'json', json: { header: { isSuccessful: true }, images: [] } },
  ];
  rig = await startRig({ before: (upstream) => upstream.fail('images', faults) });
}

describe('a list', () => {
  const ROW = '{"id":"a","name":"x"}';

  it.each([
    ['a code of failure', `{"header":{"isSuccessful":true,"resultCode":30404},"images":[${ROW}]}`],
    ['no code', `{"header":{"isSuccessful":true},"images":[${ROW}]}`],
    ['a success as a text', `{"header":{"isSuccessful":"True","resultCode":"SUCCESS"},"images":[${ROW}]}`],
    [
      'a failure first and a success last',
      `{"header":{"isSuccessful":false,"resultCode":-2},"images":[${ROW}],"header":{"isSuccessful":true}}`,
    ],
    ['another list first', `{"header":{"isSuccessful":true},"images":[{"id":"b"}],"images":[${ROW}]}`],
    [
      'nonsense besides',
      `{"header":{"isSuccessful":true},"images":[${ROW}],"__proto__":{"images":[]},"x":1e999}`,
    ],
    [
      'nonsense that is nested',
      `{"x":${'['.repeat(5_000)}${']'.repeat(5_000)},"header":{"isSuccessful":true},"images":[${ROW}]}`,
    ],
  ])('that says %s is read', async (_what, body) => {
    await listSaying(body);
    expect((await listImages(rig, '?fields=name')).body).toMatchObject({ items: [{ id: 'a', name: 'x' }] });
  });

  it.each(['1e400', '-1', '9007199254740993', '1.5', '9'.repeat(400), '"1e3"', 'true', '[]'])(
    'with the size %s has an image of unknown size',
    async (size) => {
      await listSaying(
        `{"header":{"isSuccessful":true},"images":[{"id":"a","status":"active","size":${size}}]}`,
      );
      expect((await listImages(rig)).body).toMatchObject({ items: [{ id: 'a', sizeBytes: null }] });
    },
  );

  it('with fields that are there twice has the last of them', async () => {
    await listSaying('{"header":{"isSuccessful":true},"images":[{"id":"a","name":"x","id":"b","name":"y"}]}');
    expect((await listImages(rig, '?fields=name')).body).toMatchObject({ items: [{ id: 'b', name: 'y' }] });
  });
});
