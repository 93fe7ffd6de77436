import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { IMAGE_FIELDS, type Image } from '../../src/domain/image.js';
import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { cellOf } from '../support/cell-of.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { parseCsv } from '../support/parse-csv.js';
import { QueryClient, type ServedPage } from '../support/query-client.js';

const COUNT = 100_000;
const READERS = 8;
const MEGABYTE = 1_000_000;
/** Far below what the readers have not read, and far above what garbage collections leave. */
const MOST_GROWTH = 150 * MEGABYTE;

jest.setTimeout(240_000);

let upstream: StandIn;
/** An empty folder, so that no `.env` of a developer is read. */
let folder = '';
let program: BuiltProgram;
let url = '';
let managementUrl = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  upstream = await startStandIn({ images: generateImages(COUNT) });
  const env = {
    ...gatewayEnvironment(upstream.url),
    UPSTREAM_PAGE_SIZE: '1000',
    CACHE_KEEP_WARM: 'false',
    CACHE_FRESH_FOR: '1h',
  };
  program = new BuiltProgram('main.js', { cwd: folder, env });
  ({ url, managementUrl } = await program.listening());
  await eventually(
    async () => (await fetch(`${managementUrl}/readyz`)).status,
    (status) => status === 200,
    120_000,
  );
});

afterAll(async () => {
  await program.discard();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** What the program holds outside and inside of its heap. */
async function heldBytes(): Promise<number> {
  const page = await (await fetch(`${managementUrl}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^${name} (.*)$`, 'm').exec(page)?.[1]);
  return value('nodejs_external_memory_bytes') + value('nodejs_heap_size_used_bytes');
}

/** Begins an export, of which nothing is read yet. */
function open(query: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}/v1/images/export?${query}`, { agent: false }, (answer) => resolve(answer.pause())).once(
      'error',
      reject,
    );
  });
}

/** Reads all of an export with a rest after each megabyte; `seen` is told of each. */
async function readSlowly(answer: IncomingMessage, seen: () => Promise<void>): Promise<string> {
  const chunks: Buffer[] = [];
  let unseen = 0;
  for await (const chunk of answer) {
    // no encoding was set
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    unseen += bytes.length;
    if (unseen < MEGABYTE) continue;
    unseen = 0;
    await seen();
  }
  return Buffer.concat(chunks).toString();
}

async function everyImage(): Promise<Image[]> {
  const client = new QueryClient(url);
  const images: Image[] = [];
  for (let link: string | null = '/v1/images?limit=200&sort=name'; link !== null;) {
    const page: ServedPage = await client.page(link);
    // the same form
    images.push(...(page.items as unknown as Image[]));
    link = page.links.next;
  }
  client.close();
  return images;
}

it('holds next to nothing for readers who do not read, and gives them the right bytes in the end', async () => {
  const before = await heldBytes();
  const readers = await Promise.all(Array.from({ length: READERS }, () => open('format=ndjson&sort=name')));
  const length = Number(readers[0]!.headers['content-length']);
  // all of it together would be several times the bound
  expect(length * READERS).toBeGreaterThan(3 * MOST_GROWTH);
  await pause(2_000);
  expect(await heldBytes()).toBeLessThan(before + MOST_GROWTH);
  for (const reader of readers.slice(1)) reader.destroy();
  let most = 0;
  const ndjson = await readSlowly(readers[0]!, async () => {
    most = Math.max(most, await heldBytes());
  });
  expect(most).toBeLessThan(before + MOST_GROWTH);
  expect(Buffer.byteLength(ndjson)).toBe(length);
  const images = await everyImage();
  expect(images).toHaveLength(COUNT);
  expect(ndjson === images.map((image) => `${JSON.stringify(image)}\n`).join('')).toBe(true);

  const csv = parseCsv(await readSlowly(await open('format=csv&sort=name'), () => pause(2)));
  expect(csv).toHaveLength(COUNT + 1);
  expect(csv[0]).toEqual(IMAGE_FIELDS);
  const isWrong = (image: Image, at: number): boolean =>
    IMAGE_FIELDS.some((field, column) => csv[at + 1]?.[column] !== cellOf(image[field]));
  expect(images.filter(isWrong)).toEqual([]);
});

it('answers others meanwhile', async () => {
  const reading = open('format=csv&fields=name,osDistro').then((answer) =>
    readSlowly(answer, () => pause(0)),
  );
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, offset) => fetch(`${url}/v1/images?limit=1&offset=${offset}`)),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(parseCsv(await reading)).toHaveLength(COUNT + 1);
});
