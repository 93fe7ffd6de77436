import { generateImages } from './generate-images.js';
import { glanceRows } from './openstack/glance-rows.js';
import { startOpenStack } from './openstack/openstack.js';
import { startStandIn } from './stand-in.js';
import { readStandInSettings, type StandInSettings } from './stand-in.settings.js';

/** The stand-in as a program of its own, with the control endpoint on. */
async function run(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  const settings = readStandInSettings(process.env);
  const where = settings.api === 'glance-v2' ? await openStack(settings) : await appkeyApi(settings);
  console.log(`Stand-in upstream: ${settings.count} images at ${where}`);
}

async function appkeyApi({ count, api: _api, ...settings }: StandInSettings): Promise<string> {
  const images = generateImages(count);
  const upstream = await startStandIn({ ...settings, images, gzip: true, control: true });
  return upstream.url;
}

async function openStack({ count, username, password, ...settings }: StandInSettings): Promise<string> {
  const { host, port, tokenLifetimeSeconds } = settings;
  const rows = glanceRows(generateImages(count));
  const account = { username, password };
  const upstream = await startOpenStack({ rows, account, host, port, tokenLifetimeSeconds, control: true });
  return `${upstream.imageUrl}, tokens at ${upstream.identityUrl}`;
}

run().catch((error: unknown) => {
  console.error(`Stand-in upstream: ${error instanceof Error ? error.message : 'cannot start'}`);
  process.exitCode = 1;
});
