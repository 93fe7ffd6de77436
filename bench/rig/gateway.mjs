// The gateway as in production, in front of the stand-in of the cloud.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

import { generateImages } from '../../dist/stand-in/generate-images.js';
import { startStandIn } from '../../dist/stand-in/stand-in.js';
import { fetchAnswer } from './answer.mjs';
import { start, stop, temporaryFolder } from './children.mjs';
import { SERVER_CORE } from './cores.mjs';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const KEY = 'bench-key-0123456789abcdef0123456789abcdef';

/** What every request carries, also those to peers, so that all of them read as much. */
export const HEADERS = { 'X-Api-Key': KEY };

/**
 * Starts a gateway over invented images and waits for its catalogue. Access keys, the log (which is read and
 * thrown away) and metrics are on. A catalogue stays fresh for an hour, so that no refresh falls into a timing:
 * what a refresh costs has a benchmark of its own.
 *
 * @param env further settings
 * @param core the cores it may use
 * @param nodeFlags such as `--cpu-prof`
 * @returns `{ url, managementUrl, pid, close }`
 */
export async function startGateway({ images = 200, env = {}, core = SERVER_CORE, nodeFlags = [] } = {}) {
  const upstream = await startStandIn({ images: generateImages(images) });
  const child = start(core, [process.execPath, ...nodeFlags, MAIN], {
    env: { ...settings(upstream.url), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { port, managementPort } = await portsInLog(child);
  const url = `http://127.0.0.1:${port}`;
  await ready(url);
  const close = async () => {
    await stop(child);
    await upstream.close();
  };
  return { url, managementUrl: `http://127.0.0.1:${managementPort}`, pid: child.pid, close };
}

const shared = new Map();

/** The gateway over this many images that every scenario uses which does not mind what was asked of it before. */
export function sharedGateway(images = 200) {
  if (!shared.has(images)) shared.set(images, startGateway({ images }));
  return shared.get(images);
}

/** Frees their memory, and the machine, for what comes next. */
export async function closeSharedGateways() {
  for (const gateway of shared.values()) await (await gateway).close();
  shared.clear();
}

/** The settings of a gateway that is measured, its key file included: as in production, with a fresh catalogue. */
export function settings(upstreamUrl) {
  const keys = join(temporaryFolder(), 'keys.json');
  const sha256 = createHash('sha256').update(KEY).digest('hex');
  writeFileSync(
    keys,
    JSON.stringify([{ client: 'bench', sha256, scopes: ['images:read', 'catalog:refresh'] }]),
  );
  return {
    NODE_ENV: 'production',
    ENV_FILE: '',
    HOST: '127.0.0.1',
    PORT: '0',
    MANAGEMENT_HOST: '127.0.0.1',
    MANAGEMENT_PORT: '0',
    ACCESS_MODE: 'api-key',
    ACCESS_KEYS_FILE: keys,
    CURSOR_SECRET: 'a-secret-for-benchmarks-0123456789',
    CACHE_FRESH_FOR: '1h',
    LOG_LEVEL: 'info',
    UPSTREAM_URL: upstreamUrl,
    UPSTREAM_PAGE_SIZE: '1000',
    UPSTREAM_APPKEY: 'demo-appkey-000000',
    UPSTREAM_USERNAME: 'demo@example.test',
    UPSTREAM_PASSWORD: 'demo-api-password',
  };
}

/** The ports that the log tells; the rest of the log is read, as whoever collects logs does, and thrown away. */
function portsInLog(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk) => {
      text += chunk;
      const [, port, managementPort] = /"port":(\d+),"managementPort":(\d+)/.exec(text) ?? [];
      if (!managementPort) return;
      child.stdout.off('data', look).resume();
      resolve({ port, managementPort });
    };
    child.stdout.on('data', look);
    child.once('exit', () => reject(new Error(`the gateway ended before it listened:\n${text}`)));
  });
}

async function ready(url) {
  for (let tries = 0; tries < 600; tries++) {
    const { status } = await fetchAnswer(`${url}/v1/images?limit=1`, HEADERS);
    if (status === 200) return;
    await pause(100);
  }
  throw new Error('the gateway has no catalogue after a minute');
}
