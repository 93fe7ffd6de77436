import { generateImages } from '../../src/stand-in/generate-images.js';
import { DEMO_ACCOUNT } from '../../src/stand-in/openstack/demo-account.js';
import { glanceRows } from '../../src/stand-in/openstack/glance-rows.js';
import { startOpenStack, type OpenStack } from '../../src/stand-in/openstack/openstack.js';
import type { OpenStackOptions } from '../../src/stand-in/openstack/openstack.types.js';
import { ManualClock } from './manual-clock.js';
import { startGateway, type TestGateway } from './start-gateway.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A stand-in of OpenStack, and a gateway in front of it. */
export interface OpenStackRig {
  readonly upstream: OpenStack;
  readonly gateway: TestGateway;
  /** The gateway's time, and that of the stand-in, give or take a skew. */
  readonly clock: ManualClock;
  stop(): Promise<void>;
}

export interface OpenStackRigOptions extends OpenStackOptions {
  readonly env?: Environment;
  /** Settings that depend on where the stand-in is. */
  readonly envOf?: (upstream: OpenStack) => Environment;
  /** Runs between the start of the stand-in and that of the gateway, whose first fetch it can spoil. */
  readonly before?: (upstream: OpenStack) => void;
  /** By how much the stand-in's clock is ahead. */
  readonly skewMs?: number;
}

/** A password for a project by name, as most clouds have it; the address comes from the service catalogue. */
const V3_PASSWORD: Environment = {
  UPSTREAM_API: 'glance-v2',
  UPSTREAM_URL: undefined,
  UPSTREAM_APPKEY: undefined,
  IDENTITY_PROJECT: DEMO_ACCOUNT.project.name,
  CACHE_KEEP_WARM: 'false',
};

/** No user: for those who show something else. */
export const NO_USER: Environment = {
  UPSTREAM_USERNAME: undefined,
  UPSTREAM_PASSWORD: undefined,
  IDENTITY_PROJECT: undefined,
};

/** An application credential instead of a user. */
export const CREDENTIAL: Environment = {
  ...NO_USER,
  IDENTITY_CREDENTIAL_ID: DEMO_ACCOUNT.credential.id,
  IDENTITY_CREDENTIAL_SECRET: DEMO_ACCOUNT.credential.secret,
};

/** A password for a project by id, as NHN Cloud has it. */
export const V2_PASSWORD: Environment = {
  IDENTITY_API: 'v2.0',
  IDENTITY_PROJECT: undefined,
  IDENTITY_TENANT_ID: DEMO_ACCOUNT.project.id,
};

/** Starts both, with 30 images unless told otherwise. Every test that starts a rig stops it. */
export async function startOpenStackRig(options: OpenStackRigOptions = {}): Promise<OpenStackRig> {
  const { env = {}, envOf, before, skewMs = 0, ...standIn } = options;
  const clock = new ManualClock();
  const now = (): number => clock.now() + skewMs;
  const upstream = await startOpenStack({ rows: glanceRows(generateImages(30)), now, ...standIn });
  before?.(upstream);
  const settings = { ...V3_PASSWORD, IDENTITY_URL: upstream.identityUrl, ...env, ...envOf?.(upstream) };
  const gateway = await startGateway({ upstreamUrl: upstream.imageUrl, env: settings, clock });
  const stop = async (): Promise<void> => {
    const stopped = gateway.stop();
    await upstream.close();
    await stopped;
  };
  return { upstream, gateway, clock, stop };
}
