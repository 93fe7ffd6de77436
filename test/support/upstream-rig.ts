import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';
import type { StandInOptions } from '../../src/stand-in/stand-in.types.js';

import { eventually } from './eventually.js';
import { ManualClock } from './manual-clock.js';
import { startGateway, type TestGateway } from './start-gateway.js';

/** A stand-in, and a gateway in front of it. */
export interface Rig {
  readonly upstream: StandIn;
  readonly gateway: TestGateway;
  /** The gateway's time; with it, nothing waits unless it is moved. */
  readonly clock: ManualClock;
  stop(): Promise<void>;
}

export interface RigOptions extends StandInOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs between the start of the stand-in and that of the gateway, whose first fetch it can spoil. */
  readonly before?: (upstream: StandIn) => void;
  /** The address that the gateway is given instead of the stand-in's own. */
  readonly upstreamUrl?: (upstream: StandIn) => string;
  readonly clock?: ManualClock;
}

/** Starts both, with 30 images unless told otherwise. Every test that starts a rig stops it. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const { env = {}, before, upstreamUrl, clock = new ManualClock(), ...standIn } = options;
  const upstream = await startStandIn({ images: generateImages(30), ...standIn });
  before?.(upstream);
  const gateway = await startGateway({ upstreamUrl: upstreamUrl?.(upstream) ?? upstream.url, env, clock });
  const stop = async (): Promise<void> => {
    const stopped = gateway.stop();
    await upstream.close();
    await stopped;
  };
  return { upstream, gateway, clock, stop };
}

/** Moves the clock on in small steps until the answer is there, so that waits between retries pass. */
export function passing<T>(clock: ManualClock, answer: PromiseLike<T>): Promise<T> {
  return clock.passing(answer);
}

/** How the refreshes that have ended so far ended: `changed`, `unchanged`, `doubted` or a failure's class. */
export function refreshOutcomes({ logs }: TestGateway): readonly unknown[] {
  return logs.filter((line) => 'outcome' in line && 'source' in line).map(({ outcome }) => outcome);
}

/** Does something that brings a refresh about, and waits for its end. @returns how it ended */
export async function refreshAfter(
  { gateway }: Pick<Rig, 'gateway'>,
  trigger: () => unknown,
): Promise<unknown> {
  const before = refreshOutcomes(gateway).length;
  await trigger();
  const ended = await eventually(
    () => refreshOutcomes(gateway),
    (outcomes) => outcomes.length > before,
  );
  return ended[before];
}

/** Waits for the end of the first fetch, which must bring a catalogue. */
export async function catalogLoaded({ gateway }: Pick<Rig, 'gateway'>): Promise<void> {
  await eventually(
    () => refreshOutcomes(gateway),
    ([first]) => first === 'changed',
  );
}

/** Asks for the first page of images. */
export function listImages({ gateway }: Pick<Rig, 'gateway'>, query = ''): request.Test {
  return request(gateway.url).get(`/v1/images${query}`);
}

/** The body of an answer, in the shape that the test relies on. */
export function bodyOf<T>(answer: request.Response): T {
  // a test that relies on the wrong shape fails
  return answer.body as T;
}

/** The one source as `GET /v1/catalog` shows it, and the catalogue's version. */
export async function catalogStatus(
  { gateway }: Pick<Rig, 'gateway'>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const answer = await request(gateway.url).get('/v1/catalog').set(headers);
  const { version, sources } = bodyOf<{ version: unknown; sources: [Record<string, unknown>] }>(answer);
  return { version, ...sources[0] };
}
