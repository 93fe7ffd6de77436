import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import { KeyFile, type KeyEntryText } from './door-keys.js';
import { ManualClock } from './manual-clock.js';
import { startGateway, type TestGateway } from './start-gateway.js';

/** An upstream and the same gateway twice: open to everyone, and for clients with a key. Time stands still. */
export interface DoorRig {
  readonly upstream: StandIn;
  readonly clock: ManualClock;
  readonly open: TestGateway;
  readonly keyed: TestGateway;
  readonly keyFile: KeyFile;
  stop(): Promise<void>;
}

export const READER: KeyEntryText = { client: 'reader', key: 'reader-key-1' };
export const REFRESHER: KeyEntryText = {
  client: 'refresher',
  key: 'refresher-key-1',
  scopes: ['images:read', 'catalog:refresh'],
};

/** Starts both gateways over one upstream of 60 images, and waits until each has its catalogue. */
export async function startDoorRig(...keys: readonly KeyEntryText[]): Promise<DoorRig> {
  const upstream = await startStandIn({ images: generateImages(60) });
  const clock = new ManualClock();
  const keyFile = new KeyFile(READER, REFRESHER, ...keys);
  const env = { ACCESS_MODE: 'api-key', ACCESS_KEYS_FILE: keyFile.path };
  const [open, keyed] = await Promise.all([
    startGateway({ upstreamUrl: upstream.url, clock }),
    startGateway({ upstreamUrl: upstream.url, clock, env }),
  ]);
  await Promise.all([fetch(`${open.url}/v1/images`), fetch(`${keyed.url}/v1/images`, withKey(READER))]);
  return {
    upstream,
    clock,
    open,
    keyed,
    keyFile,
    stop: async () => {
      await Promise.all([open.stop(), keyed.stop()]);
      await upstream.close();
      keyFile.discard();
    },
  };
}

function withKey({ key }: KeyEntryText): { headers: Record<string, string> } {
  return { headers: { 'x-api-key': key } };
}
