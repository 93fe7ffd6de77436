import request from 'supertest';

import { issueKey } from '../../src/access/issue-key.js';
import { rawRequest, requestText, type RawAnswer } from '../support/door-raw-http.js';
import { READER, REFRESHER, startDoorRig, type DoorRig } from '../support/door-rig.js';
import { eventually } from '../support/eventually.js';

const SECOND = { client: 'reader', key: 'reader-key-2' };
const REFRESH_ONLY = { client: 'job', key: 'job-key', scopes: ['catalog:refresh'] };
const EXPIRED = { client: 'gone', key: 'gone-key', expiresAt: '2026-01-05T01:59:59Z' };
const NON_ASCII = { client: 'seoul', key: 'clé-열쇠' };
/** The clock of the rig begins an hour before. */
const UNTIL_THREE = { client: 'guest', key: 'guest-key', expiresAt: '2026-01-05T12:00:00+09:00' };

let rig: DoorRig;

beforeAll(async () => {
  rig = await startDoorRig(SECOND, REFRESH_ONLY, EXPIRED, NON_ASCII, UNTIL_THREE);
});

afterAll(() => rig.stop());

function keyed(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return rawRequest(rig.keyed.url, requestText(method, target, headers));
}

function withKey(key: string, target = '/v1/images?limit=1', method = 'GET'): Promise<RawAnswer> {
  return keyed(target, { 'X-Api-Key': key }, method);
}

function codeOf({ body }: RawAnswer): unknown {
  return (JSON.parse(body) as { code?: string }).code;
}

/** Characters as their bytes in UTF-8, the way most clients send a header. */
function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

describe('with ACCESS_MODE=api-key, a caller', () => {
  it.each([
    ['X-Api-Key', READER.key],
    ['x-api-key', READER.key],
    ['X-API-KEY', ` ${READER.key} `],
  ])('with a key in %s reads images', async (name, value) => {
    expect((await keyed('/v1/images?limit=1', { [name]: value })).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['without a key', {}],
    ['with an empty key', { 'X-Api-Key': '' }],
    ['with a blank key', { 'X-Api-Key': '   ' }],
    ['with a wrong key', { 'X-Api-Key': 'wrong' }],
    ['with the beginning of a key', { 'X-Api-Key': READER.key.slice(0, -1) }],
    ['with a key in another case', { 'X-Api-Key': READER.key.toUpperCase() }],
    ['with an expired key', { 'X-Api-Key': EXPIRED.key }],
    ['with its key twice', { 'X-Api-Key': `${READER.key}\r\nX-Api-Key: ${READER.key}` }],
    ['with two keys', { 'X-Api-Key': `${READER.key}\r\nX-Api-Key: ${SECOND.key}` }],
    ['with keys in a list', { 'X-Api-Key': `${READER.key},${SECOND.key}` }],
    ['with a name of a client', { 'X-Api-Key': READER.client }],
    ['with a key as a bearer token', { Authorization: `Bearer ${READER.key}` }],
    ['with a key as a password', { Authorization: `Basic ${btoa(`reader:${READER.key}`)}` }],
    ['with a key in a cookie', { Cookie: `X-Api-Key=${READER.key}` }],
    ['with a key under another name', { 'Api-Key': READER.key }],
    ['with bytes that are no text', { 'X-Api-Key': '\xff\xfe\x80' }],
  ])('%s gets the one 401', async (_, headers) => {
    const [answer, plain] = [await keyed('/v1/images', headers), await keyed('/v1/images')];
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('ApiKey realm="image-gateway", header="X-Api-Key"');
    const { requestId, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
    expect(requestId).toBe(answer.headers['x-request-id']);
    expect({ ...body, requestId: '' }).toEqual({ ...(JSON.parse(plain.body) as object), requestId: '' });
    expect(body['code']).toBe('UNAUTHENTICATED');
    expect(Object.keys(answer.headers).sort()).toEqual(Object.keys(plain.headers).sort());
  });

  it.each(['X-Api-Key', 'x-api-key', 'apiKey', 'api_key', 'key', 'access_token'])(
    'cannot give the key in the query as %s',
    async (name) => {
      const target = `/v1/images?${name}=${READER.key}`;
      expect((await keyed(target)).status).toBe(401);
      const answer = await withKey(READER.key, target);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({
        errors: [{ parameter: name, code: 'UNKNOWN_PARAMETER' }],
      });
    },
  );

  it('may have a key that is not ASCII, in UTF-8', async () => {
    expect((await withKey(utf8(NON_ASCII.key))).status).toBe(200);
    expect((await withKey(utf8('clé-열쇄'))).status).toBe(401);
    expect((await withKey('cl\xe9')).status).toBe(401);
  });

  it('may have two keys, and the log names the client, not the key', async () => {
    for (const [id, { key }] of [READER, SECOND].entries()) {
      const headers = { 'X-Api-Key': key, 'X-Request-Id': `by-${id}` };
      expect((await keyed('/v1/images?limit=1', headers)).status).toBe(200);
      const line = await eventually(
        () => rig.keyed.logs.find(({ requestId }) => requestId === `by-${id}`),
        (found) => found !== undefined,
      );
      expect(line).toMatchObject({ client: 'reader', status: 200 });
    }
  });

  it('needs no key for the documentation, and a wrong one does no harm', async () => {
    for (const path of ['/docs', '/openapi.json', '/docs/start.js']) {
      expect((await keyed(path)).status).toBe(200);
      expect((await withKey('wrong', path)).status).toBe(200);
    }
  });

  it('is told 401 in reply to HEAD as well, without a body', async () => {
    const answer = await keyed('/v1/images', {}, 'HEAD');
    expect([answer.status, answer.body]).toEqual([401, '']);
    expect(answer.headers['www-authenticate']).toBeDefined();
  });

  it('causes no call to the upstream when it is refused', async () => {
    rig.upstream.clearCalls();
    await Promise.all([keyed('/v1/images'), keyed('/v1/images/x'), withKey('wrong')]);
    await withKey('wrong', '/v1/catalog/refresh', 'POST');
    expect(rig.upstream.calls).toEqual([]);
  });

  it('is let in until the moment at which the key expires', async () => {
    expect((await withKey(UNTIL_THREE.key)).status).toBe(200);
    rig.clock.advance(3_600_000 - 1);
    expect((await withKey(UNTIL_THREE.key)).status).toBe(200);
    rig.clock.advance(1);
    expect((await withKey(UNTIL_THREE.key)).status).toBe(401);
    expect((await withKey(READER.key)).status).toBe(200);
  });
});

describe('a scope', () => {
  const READS = ['/v1/images', '/v1/images/none', '/v1/catalog'];

  it('images:read reads, and may not refresh', async () => {
    for (const path of READS) expect([200, 404]).toContain((await withKey(READER.key, path)).status);
    const answer = await withKey(READER.key, '/v1/catalog/refresh', 'POST');
    expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  it('catalog:refresh alone refreshes, and may not read', async () => {
    const refresh = await withKey(REFRESH_ONLY.key, '/v1/catalog/refresh', 'POST');
    expect(refresh.status).toBe(202);
    for (const path of READS) {
      const answer = await withKey(REFRESH_ONLY.key, path);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, 'FORBIDDEN']);
      expect((await withKey(REFRESH_ONLY.key, path, 'HEAD')).status).toBe(403);
    }
  });

  it('that is missing is told before anything else of the request', async () => {
    expect((await withKey(REFRESH_ONLY.key, '/v1/images?limit=x')).status).toBe(403);
    expect((await withKey(REFRESH_ONLY.key, `/v1/images?q=${'a'.repeat(9_000)}`)).status).toBe(403);
    expect((await withKey(REFRESH_ONLY.key, '/v1/nope')).status).toBe(404);
    expect((await withKey(REFRESH_ONLY.key, '/v1/images', 'DELETE')).status).toBe(405);
  });

  it('both together do both', async () => {
    expect((await withKey(REFRESHER.key)).status).toBe(200);
    const refresh = await withKey(REFRESHER.key, '/v1/catalog/refresh', 'POST');
    expect(refresh.status).toBe(202);
    expect(['started', 'joined', 'recent']).toContain(
      (JSON.parse(refresh.body) as { refresh: string }).refresh,
    );
    expect(refresh.headers['cache-control']).toBe('no-store');
  });
});

describe('with ACCESS_MODE=anonymous, anybody', () => {
  it.each([[{}], [{ 'X-Api-Key': 'whatever' }], [{ 'X-Api-Key': READER.key }], [{ 'X-Api-Key': '' }]])(
    'reads, with %j',
    async (headers) => {
      expect((await request(rig.open.url).get('/v1/images').set(headers)).status).toBe(200);
      expect((await request(rig.open.url).get('/v1/catalog').set(headers)).status).toBe(200);
    },
  );

  it.each([[{}], [{ 'X-Api-Key': REFRESHER.key }]])('may not refresh, with %j', async (headers) => {
    const answer = await request(rig.open.url).post('/v1/catalog/refresh').set(headers);
    expect([answer.status, answer.body]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
  });

  it('has no key in the query either', async () => {
    const answer = await request(rig.open.url).get(`/v1/images?apiKey=${READER.key}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain(READER.key);
  });
});

describe('the key file, while the gateway runs,', () => {
  const NEW = { client: 'new', key: 'new-key' };
  let issuedKey = '';
  const settled = (key: string, status: number): Promise<RawAnswer> =>
    eventually(
      () => withKey(key),
      (answer) => answer.status === status,
    );
  const complaint = (kind: string): Promise<unknown> =>
    eventually(
      async () => {
        await withKey(NEW.key);
        return rig.keyed.logs.find((line) => line['kind'] === kind);
      },
      (line) => line !== undefined,
    );

  it('takes effect when it is replaced: new keys open, old ones no longer', async () => {
    rig.keyFile.write(NEW);
    expect((await settled(NEW.key, 200)).status).toBe(200);
    expect((await withKey(READER.key)).status).toBe(401);
    expect(rig.keyed.logs).toContainEqual(expect.objectContaining({ msg: 'key file loaded', keys: 1 }));
  });

  it('is not used when it is wrong: the keys before it stay, and the log says what is wrong', async () => {
    const digest = 'f'.repeat(64);
    const entries = [{ client: 'x', sha256: digest, scopes: ['images:write'] }, { cliend: 'a-key-here' }];
    rig.keyFile.writeText(JSON.stringify(entries));
    const line = await complaint('refused');
    expect(line).toMatchObject({ level: 'error', msg: expect.stringContaining('stay valid') as string });
    expect(line).toMatchObject({
      faults: expect.arrayContaining([expect.stringMatching(/^\[0\]\.scopes /)]) as [],
    });
    expect(JSON.stringify(line)).not.toMatch(/ffff|a-key-here/);
    expect((await withKey(NEW.key)).status).toBe(200);
  });

  it('may be gone: the keys before it stay, and the log says so', async () => {
    rig.keyFile.delete();
    expect(await complaint('unreadable')).toMatchObject({ level: 'error', reason: 'ENOENT' });
    expect((await withKey(NEW.key)).status).toBe(200);
    expect((await withKey('wrong')).status).toBe(401);
  });

  it('takes the entry that the command prints with a key, and the key opens', async () => {
    const args = ['acme', '--scopes', 'images:read,catalog:refresh', '--expires', '2027-01-01T00:00:00Z'];
    const { stdout } = issueKey(args, rig.clock.now());
    issuedKey = /^ {2}(igw_\S+)$/m.exec(stdout)![1]!;
    rig.keyFile.writeText(`[${/^ {2}(\{.*\})$/m.exec(stdout)![1]!}]`);
    expect((await settled(issuedKey, 200)).status).toBe(200);
    expect((await withKey(issuedKey, '/v1/catalog/refresh', 'POST')).status).toBe(202);
    expect((await withKey(NEW.key)).status).toBe(401);
  });

  it('closes the API to all when it is an empty list', async () => {
    rig.keyFile.write();
    expect((await settled(issuedKey, 401)).status).toBe(401);
    expect((await keyed('/docs')).status).toBe(200);
  });
});

it('no key gets into the log, wherever it was put', async () => {
  await keyed(`/v1/images?q=${READER.key}`, { 'X-Api-Key': 'a-wrong-key', Cookie: READER.key });
  await keyed(`/nope?${READER.key}=1`, { Authorization: 'a-wrong-key' });
  const text = await eventually(
    () => JSON.stringify(rig.keyed.logs.map((line) => ({ ...line, requestId: '' }))),
    (lines) => lines.includes('"/nope"'),
  );
  for (const key of [READER.key, SECOND.key, REFRESH_ONLY.key, 'guest-key', 'a-wrong-key', 'igw_']) {
    expect(text).not.toContain(key);
  }
});
