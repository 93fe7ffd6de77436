import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEMO_CREDENTIALS } from './demo-credentials.js';
import { generateImages } from './generate-images.js';
import { DEMO_ACCOUNT } from './openstack/demo-account.js';
import { glanceRows } from './openstack/glance-rows.js';
import { startOpenStack } from './openstack/openstack.js';
import { startStandIn } from './stand-in.js';

/** What the demo's gateway lists. */
export interface DemoUpstreams {
  /** Its settings. */
  readonly settings: Readonly<Record<string, string>>;
  /** What that is, in words. */
  readonly what: string;
  /** A path to try. */
  readonly example: string;
}

/** The appkey API alone. */
export async function oneUpstream(count: number): Promise<DemoUpstreams> {
  const { url } = await startStandIn({ images: generateImages(count) });
  const { appkey, username, password } = DEMO_CREDENTIALS;
  return {
    settings: {
      UPSTREAM_URL: url,
      UPSTREAM_APPKEY: appkey,
      UPSTREAM_USERNAME: username,
      UPSTREAM_PASSWORD: password,
    },
    what: `${count} images`,
    example: '/v1/images?osDistro=ubuntu&status=active&sort=-createdAt&limit=5',
  };
}

/** Three regions: one still with the appkey API, the others with Glance; their secrets are in files. */
export async function threeRegions(count: number): Promise<DemoUpstreams> {
  const folder = mkdtempSync(join(tmpdir(), 'image-gateway-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const secret = file('credential-secret', DEMO_ACCOUNT.credential.secret);
  const glance = async (id: string, seed: number): Promise<object> => {
    const { identityUrl } = await startOpenStack({ rows: glanceRows(generateImages(count, seed)) });
    const { credential } = DEMO_ACCOUNT;
    return { id, api: 'glance-v2', identityUrl, credentialId: credential.id, credentialSecretFile: secret };
  };
  const { url } = await startStandIn({ images: generateImages(count) });
  const kr1 = {
    id: 'kr1',
    api: 'toast-v1',
    url,
    appkeyFile: file('appkey', DEMO_CREDENTIALS.appkey),
    usernameFile: file('username', DEMO_CREDENTIALS.username),
    passwordFile: file('password', DEMO_CREDENTIALS.password),
  };
  const sources = [kr1, await glance('kr2', 2), await glance('jp1', 3)];
  return {
    settings: { UPSTREAM_SOURCES_FILE: file('sources.json', JSON.stringify({ sources }, undefined, 2)) },
    what: 'the images of three regions',
    example: '/v1/images?source=kr2&source=jp1&osDistro=ubuntu&limit=5',
  };
}
