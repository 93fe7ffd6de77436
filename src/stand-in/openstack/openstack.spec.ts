import { generateImages } from '../generate-images.js';
import { DEMO_ACCOUNT } from './demo-account.js';
import { glanceRows } from './glance-rows.js';
import { startOpenStack, type OpenStack } from './openstack.js';
import type { OpenStackOptions } from './openstack.types.js';

const ROWS = glanceRows(generateImages(30));
const PASSWORD = {
  identity: {
    methods: ['password'],
    password: {
      user: { name: DEMO_ACCOUNT.username, domain: { name: 'Default' }, password: DEMO_ACCOUNT.password },
    },
  },
  scope: { project: { name: DEMO_ACCOUNT.project.name, domain: { id: 'default' } } },
};
const CREDENTIAL = {
  identity: { methods: ['application_credential'], application_credential: DEMO_ACCOUNT.credential },
};
const TENANT = {
  tenantId: DEMO_ACCOUNT.project.id,
  passwordCredentials: { username: DEMO_ACCOUNT.username, password: DEMO_ACCOUNT.password },
};

let openStack: OpenStack;
afterEach(() => openStack.close());

async function start(options: OpenStackOptions = {}): Promise<void> {
  openStack = await startOpenStack({ rows: ROWS, fixedToken: 'a-token', ...options });
}

function issue(path: string, auth: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return fetch(openStack.identityUrl + path, { method: 'POST', headers, body: JSON.stringify({ auth }) });
}

function list(query: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const sent = { accept: 'application/json', 'x-auth-token': 'a-token', ...headers };
  return fetch(`${openStack.imageUrl}/v2/images?${query}`, { headers: sent });
}

interface Page {
  readonly images: readonly { readonly id: string }[];
  readonly next?: string;
}

async function page(query: string): Promise<Page> {
  // what it answers is what is under test
  return (await (await list(query)).json()) as Page;
}

describe('the identity service', () => {
  it('issues tokens of API v3 in the header, with a service catalogue in the body', async () => {
    await start();
    for (const auth of [PASSWORD, CREDENTIAL]) {
      const answer = await issue('/v3/auth/tokens', auth);
      expect(answer.status).toBe(201);
      const token = answer.headers.get('x-subject-token') ?? '';
      expect((await list('limit=1', { 'x-auth-token': token })).status).toBe(200);
      expect(JSON.stringify(await answer.json())).toContain(openStack.imageUrl);
    }
  });

  it('issues tokens of API v2.0 in the body', async () => {
    await start({ region: 'KR1' });
    const answer = await issue('/v2.0/tokens', TENANT);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      access: {
        token: { id: expect.any(String) as string, expires: expect.stringMatching(/:\d\dZ$/) as string },
        serviceCatalog: [
          { type: 'identity' },
          { type: 'image', endpoints: [{ region: 'KR1', publicURL: openStack.imageUrl }] },
        ],
      },
    });
  });

  it.each([
    ['/v3/auth/tokens', { ...CREDENTIAL, scope: PASSWORD.scope }, 401],
    ['/v3/auth/tokens', { ...PASSWORD, scope: { project: { id: 'another' } } }, 401],
    ['/v3/auth/tokens', {}, 400],
    ['/v2.0/tokens', { ...TENANT, tenantId: 'another' }, 401],
    ['/v2.0/tokens', { tenantId: TENANT.tenantId }, 400],
  ])('refuses at %s: %j', async (path, auth, status) => {
    await start();
    const answer = await issue(path, auth);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code: status } });
  });
});

describe('the image service', () => {
  it('lists in pages, newest first, with a link to the next', async () => {
    await start();
    const found: string[] = [];
    let next: string | undefined = '/v2/images?limit=7';
    while (next !== undefined) {
      const { images, next: further }: Page = await page(next.split('?')[1] ?? '');
      found.push(...images.map(({ id }) => id));
      next = further;
    }
    const listed = ROWS.filter(({ status }) => status !== 'killed').map(({ id }) => id);
    expect(found.toSorted()).toEqual(listed.toSorted());
  });

  it('has a default and a longest page, and none with limit 0', async () => {
    await start({ defaultLimit: 3, maxLimit: 5 });
    const lengths = await Promise.all(
      ['', 'limit=9', 'limit=0'].map(async (query) => (await page(query)).images.length),
    );
    expect(lengths).toEqual([3, 5, 0]);
  });

  it('takes an unknown parameter for a filter by a property', async () => {
    await start();
    expect((await page('limit=100&os_distro=ubuntu')).images.length).toBeGreaterThan(0);
    expect((await page('visibilty=public')).images).toEqual([]);
    expect(openStack.violations).toHaveLength(2);
  });

  it.each([
    'limit=x',
    'limit=-1',
    'marker=unknown',
    'visibility=some',
    'member_status=some',
    'os_hidden=yes',
  ])('refuses %s', async (query) => {
    await start();
    const answer = await list(query);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: '400 Bad Request', title: 'Bad Request' });
  });

  it.each([
    ['application/json', 'application/json;charset=UTF-8', '"title":"Unauthorized"'],
    ['*/*', 'text/html; charset=UTF-8', '<h1>401 Unauthorized</h1>'],
    ['image/png', 'text/plain', '401 Unauthorized'],
  ])('says no to %s as %s', async (accept, type, text) => {
    await start();
    const answer = await list('limit=1', { accept, 'x-auth-token': 'unknown' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Keystone uri=');
    expect(answer.headers.get('content-type')).toBe(type);
    expect(await answer.text()).toContain(text);
  });

  it('is told to fail, and what to list, from outside its process', async () => {
    await start({ control: true });
    const control = (method: string, what: string, body?: unknown): Promise<Response> =>
      fetch(new URL(`/_control/${what}`, openStack.imageUrl), { method, body: JSON.stringify(body) });
    await control('PUT', 'images', { count: 3 });
    expect((await page('limit=9')).images).toHaveLength(3);
    await control('PUT', 'faults', { operation: 'images', faults: [{ kind: 'status', status: 503 }] });
    expect((await list('limit=9')).status).toBe(503);
    expect(await (await control('GET', 'calls')).json()).toMatchObject({ images: 2, violations: 0 });
  });

  it('fails as it is told to, until it is healed', async () => {
    await start();
    openStack.fail('images', { kind: 'status', status: 503 });
    openStack.paging = { next: 'elsewhere' };
    expect((await list('limit=1')).status).toBe(503);
    openStack.heal();
    expect((await page('limit=1')).next).toMatch(/^\/v2\/images/);
    openStack.paging = { next: 'elsewhere' };
    expect((await page('limit=1')).next).toMatch(/^http:\/\/elsewhere/);
  });
});
