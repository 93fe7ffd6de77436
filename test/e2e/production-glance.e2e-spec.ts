import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { glanceRows } from '../../src/stand-in/openstack/glance-rows.js';
import { startOpenStack, type OpenStack } from '../../src/stand-in/openstack/openstack.js';
import { BuiltProgram, gatewayEnvironment } from '../support/door-process.js';
import { eventually } from '../support/eventually.js';
import { CREDENTIAL } from '../support/openstack-rig.js';

/** The image that every stand-in has first. */
const CENTOS = '1c868787-6207-4ff2-a1e7-ae1331d6829b';

let upstream: OpenStack;
let folder = '';
let program: BuiltProgram;

beforeEach(async () => {
  upstream = await startOpenStack({ rows: glanceRows(generateImages(500)) });
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(async () => {
  await program.discard();
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Starts the build with an application credential. @returns its address */
async function start(env: Record<string, string>): Promise<string> {
  const settings = {
    ...gatewayEnvironment(upstream.imageUrl),
    ...CREDENTIAL,
    UPSTREAM_API: 'glance-v2',
    UPSTREAM_URL: '',
    IDENTITY_URL: upstream.identityUrl,
    ACCESS_MODE: 'anonymous',
    ...env,
  };
  program = new BuiltProgram('main.js', { cwd: folder, env: settings });
  return (await program.listening()).url;
}

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/v1/images/${CENTOS}`);
  await answer.arrayBuffer();
  return answer.status;
}

describe('the built gateway in front of Glance', () => {
  it.each(['1', '2'])('reads its pages in a thread, in %s processes', async (PROCESSES) => {
    const url = await start({ PROCESSES });
    await eventually(
      () => statusOf(url),
      (status) => status === 200,
    );
    const catalog = (await (await fetch(`${url}/v1/catalog`)).json()) as object;
    const listed = upstream.rows.filter(({ status }) => status !== 'killed').length;
    expect(catalog).toMatchObject({ sources: [{ api: 'glance-v2', state: 'ok', count: listed }] });
    expect(upstream.count('tokens')).toBe(1);
    expect(upstream.violations).toEqual([]);
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0 });
  });

  it('is ready at once after a restart with the cloud down, where the list is stored', async () => {
    const CACHE_URL = `file:${join(folder, 'catalog')}`;
    const before = await start({ CACHE_URL });
    await eventually(
      () => statusOf(before),
      (status) => status === 200,
    );
    program.signal('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0 });
    upstream.fail('tokens', { kind: 'reset' });
    expect(await statusOf(await start({ CACHE_URL }))).toBe(200);
  });

  it('does not start without credentials, and says which settings it misses', async () => {
    const env = { ...gatewayEnvironment('https://glance.example.test'), UPSTREAM_API: 'glance-v2' };
    program = new BuiltProgram('main.js', { cwd: folder, env });
    expect(await program.ended).toMatchObject({ code: 78 });
    expect(program.stderr).toContain('IDENTITY_URL: is missing; set it, or UPSTREAM_REGION');
    expect(program.stderr).toContain('IDENTITY_PROJECT: is missing; set it, or IDENTITY_TENANT_ID');
  });
});
