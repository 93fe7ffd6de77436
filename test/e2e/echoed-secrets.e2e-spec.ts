import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';

import { EventClient } from '../support/event-client.js';
import { spellingsOf } from '../support/secret-spellings.js';
import { bodyOf, catalogLoaded, startRig, type Rig } from '../support/upstream-rig.js';
import { CANARIES } from '../support/upstream-secrets.js';

// What comes out is searched for secrets in every test (`gateway-watch.ts`); here the upstream does its worst.

const { appkey, password, token, cursorSecret } = CANARIES;
const SECRETS = Object.entries({ appkey, password, token, cursorSecret });

/** Every spelling of every secret, as a text of its own. */
const SPELT = SECRETS.flatMap(([name, secret]) =>
  spellingsOf(secret).map(({ how, bytes }) => [`${name} ${how}`, bytes.toString('utf8')] as const),
).filter(([, text]) => !text.includes('\ufffd'));

jest.setTimeout(120_000);

interface Listed {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly page: { readonly total: number; readonly nextCursor: string | null };
  readonly links: { readonly next: string | null };
}

/** As callers may ask for. */
const SORTED = ['name', '-name', 'status', 'osDistro', 'osVersion'];

let rig: Rig;

beforeEach(async () => {
  rig = await startRig({
    appkey,
    password,
    fixedToken: token,
    // the marker of the second page is that of a row
    images: generateImages(1).map((image) => ({ ...image, id: `image-${SPELT.length - 1}` })),
    before: (upstream) => {
      upstream.fail('tokens', { kind: 'token', fields: { id: token } });
      upstream.fail('images', { kind: 'rows', rows: SPELT.map(rowOf) });
    },
    env: {
      UPSTREAM_APPKEY: appkey,
      UPSTREAM_PASSWORD: password,
      CURSOR_SECRET: cursorSecret,
      LOG_LEVEL: 'trace',
      CACHE_KEEP_WARM: 'false',
      PROPERTIES_ALLOW: '*',
    },
  });
  await catalogLoaded(rig);
});

afterEach(() => rig.stop());

function rowOf([, text]: readonly [string, string], at: number): object {
  const around = `<${text}>`;
  return {
    id: `image-${at}`,
    name: around,
    status: around,
    diskFormat: around,
    createdAt: around,
    properties: {
      os_type: around,
      os_distro: around,
      os_version: around,
      os_architecture: around,
      description: around,
      login_username: around,
      release_date: around,
      [`key ${text}`]: around,
    },
  };
}

const get = (path: string): request.Test => request(rig.gateway.url).get(path);

async function list(query: string): Promise<Listed> {
  const answer = await get(`/v1/images?${query}`);
  expect([answer.status, query]).toEqual([200, query]);
  return bodyOf<Listed>(answer);
}

describe('secrets in the data of the upstream', () => {
  it('are masked in every field and in every spelling', async () => {
    const { items } = await list('limit=200&sort=name');
    expect(items).toHaveLength(SPELT.length);
    const shown = items.map(({ id, name }) => {
      const [how] = SPELT[Number(String(id).slice('image-'.length))]!;
      return [how, String(name).includes('***')];
    });
    expect(shown.filter(([, isMasked]) => !isMasked)).toEqual([]);
    for (const item of items) {
      const { status, diskFormat, osType, osDistro, osVersion, architecture, properties } = item;
      for (const text of [status, diskFormat, osType, osDistro, osVersion, architecture]) {
        expect(text).toContain('***');
      }
      const texts = Object.entries(properties as Record<string, string>).flat();
      expect(texts.filter((text) => text.includes('***')).length).toBeGreaterThanOrEqual(8);
    }
  });

  it('cannot be searched for, and are no known values', async () => {
    const asked = async (query: string): Promise<Listed | undefined> => {
      const answer = await fetch(`${rig.gateway.url}/v1/images?${query}`);
      expect([200, 400]).toContain(answer.status);
      const body: unknown = await answer.json();
      // a test that relies on the wrong shape fails
      return answer.status === 200 ? (body as Listed) : undefined;
    };
    for (const [, text] of SPELT) {
      const value = encodeURIComponent(text);
      for (const filter of ['q', 'nameContains', 'name', 'osDistro', 'osVersion', 'property=os_distro:']) {
        const page = (await asked(filter.includes('=') ? filter + value : `${filter}=${value}`))?.page;
        expect([filter, text, page?.total ?? 0]).toEqual([filter, text, 0]);
      }
      for (const filter of ['status', 'sort', 'cursor']) {
        expect(await asked(`${filter}=${value}`)).toBeUndefined();
      }
      expect(await asked(`${value}=1`)).toBeUndefined();
      expect((await get(`/v1/images/${value}`)).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('are in no cursor', async () => {
    for (const field of SORTED) {
      let path: string | null = `/v1/images?limit=30&sort=${field}`;
      for (let pages = 0; path !== null; pages++) {
        expect(pages).toBeLessThan(10);
        const answer = await get(path);
        const { page, links } = bodyOf<Listed>(answer);
        // the text behind a cursor, for spellings that no base64 of a secret shows
        if (page.nextCursor !== null) {
          const text = Buffer.from(page.nextCursor.slice(24), 'base64url').toString();
          expect(text).toContain('***');
          for (const [, spelt] of SPELT) expect(text.toLowerCase()).not.toContain(spelt.toLowerCase());
        }
        path = links.next;
      }
    }
  });

  it('are nowhere else', async () => {
    const document = bodyOf<{ paths: Record<string, { get?: object }> }>(await get('/openapi.json'));
    const paths = Object.entries(document.paths).filter(
      // an answer without an end, which is read below
      ([path, { get: read }]) => read && !path.includes('{') && path !== '/v1/events',
    );
    expect(paths.length).toBeGreaterThan(1);
    for (const [path] of paths) expect((await get(path)).status).toBeLessThan(500);
    const events = await EventClient.open(rig.gateway, '', { 'last-event-id': 'unknown' });
    await rig.clock.passing(events.has(1));
    events.close();
    for (const path of ['/docs', '/nowhere']) await get(path);
    for (const path of ['/metrics', '/readyz', '/livez', '/nowhere']) {
      await request(rig.gateway.managementUrl).get(path);
    }
    expect(rig.gateway.logs.length).toBeGreaterThan(10);
  });
});
