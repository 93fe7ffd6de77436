import type { ForcedRefresh } from '../catalog/refresher.port.js';
import type { Environment } from '../config/environment.js';
import type { MetricSamples } from '../observability/metrics.js';
import type { Step } from '../history/step.js';
import type { Counted, Tally, Use } from '../rate-limits/shared-counter.port.js';
import type { UpstreamFailure } from '../upstream/upstream.errors.js';
import type { StartFailure } from './start-failure.js';

/** When a list was confirmed. */
export interface ConfirmationNews {
  readonly ageMs: number;
  readonly atWall: number;
  readonly skipped: number;
}

/** How a source does in the primary. */
export interface SourceNews {
  readonly id: string;
  /** That of the last news which were of this source: later ones than a question are the answer to it. */
  readonly number: number;
  readonly isRunning: boolean;
  readonly cooldownMs: number;
  readonly failure:
    | { readonly failure: UpstreamFailure; readonly tooLarge?: boolean | undefined; readonly at: number }
    | undefined;
  /** Of its last good list. */
  readonly last: ConfirmationNews | undefined;
}

/**
 * How the catalogue does in the primary, at the moment of sending. Ages and waits, never moments of the monotonic
 * clock: two processes need not count from the same start.
 */
export interface CatalogNews {
  readonly type: 'news';
  /** Counts from 1 for each worker. */
  readonly number: number;
  /** All that are configured. */
  readonly sources: readonly SourceNews[];
  /** The lists that the images which were sent last are made of; `undefined` before there are any. */
  readonly parts: readonly (ConfirmationNews & { readonly id: string })[] | undefined;
}

/** What the primary tells of the catalogue. */
export type CatalogTelling =
  /** New images will come, in parts, as a JSON list of this many bytes. */
  | { readonly type: 'images'; readonly byteLength: number; readonly changedAt: number }
  | { readonly type: 'part'; readonly bytes: Uint8Array }
  | CatalogNews
  | { readonly type: 'forced'; readonly source: string; readonly outcome: ForcedRefresh };

/** The first message to a worker: which one it is, and the settings as the primary has them, random ones included. */
export interface Welcome {
  readonly type: 'welcome';
  readonly worker: number;
  readonly environment: Environment;
  /** The text of the file of sources, as the primary has read it. */
  readonly sourcesText: string | undefined;
}

/** What the primary says to a worker; messages arrive in the order of sending. */
export type ToWorker =
  | Welcome
  /** Secrets that came up since, such as tokens. */
  | { readonly type: 'secrets'; readonly values: readonly string[] }
  | CatalogTelling
  /** What became of the `count` with this number, in the order of its uses. */
  | { readonly type: 'counted'; readonly number: number; readonly tallies: readonly Tally[] }
  /** Changes that it may not know of yet. */
  | { readonly type: 'steps'; readonly steps: readonly Step[] }
  /** The answer to `look`: all that is known by now was told; for one version it is worth while to look so often. */
  | { readonly type: 'looked'; readonly looks: number }
  /** Send your metrics. */
  | { readonly type: 'measure' }
  /** Read the files anew that may be replaced. */
  | { readonly type: 'reread' }
  /** Finish what is in flight and end. */
  | { readonly type: 'stop' };

/** What a worker says to the primary. */
export type ToPrimary =
  /** The first message: it hears. What is sent to a process that does not yet, is lost. */
  | { readonly type: 'hello' }
  | { readonly type: 'listening'; readonly port: number }
  /** It has a catalogue; said once. */
  | { readonly type: 'serving' }
  /** It cannot start, for this reason, and ends. */
  | { readonly type: 'failed'; readonly failure: StartFailure }
  /** Somebody needs a newer list than that of this news; of no meaning where newer news of the source are under way. */
  | { readonly type: 'refresh'; readonly source: string; readonly after: number }
  | { readonly type: 'force'; readonly source: string }
  /** Requests of callers that it has not counted yet. */
  | {
      readonly type: 'count';
      readonly number: number;
      readonly counted: Counted;
      readonly uses: readonly Use[];
    }
  /** A version is asked about that it does not know. */
  | { readonly type: 'look' }
  | { readonly type: 'measured'; readonly samples: MetricSamples };

/** One end of a channel between processes: resolves when the message is on its way, or the other end is gone. */
export type Send<M> = (message: M) => Promise<void>;
