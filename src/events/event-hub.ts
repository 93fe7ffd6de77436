import type { ServerResponse } from 'node:http';

import type { ServedCatalog } from '../catalog/served-catalog.js';
import type { Drain } from '../lifecycle/drain.js';
import type { ChangeMetrics, StreamEnd } from '../observability/change-metrics.js';
import type { Clock } from '../observability/clock.js';
import type { ChangeHistory } from '../history/change-history.js';
import { ChangeCounter } from './change-counter.js';
import { EventStream, type EventSink, type Listening } from './event-stream.js';

/** What an `EventHub` works with. */
export interface HubParts {
  readonly served: ServedCatalog;
  readonly history: ChangeHistory;
  readonly drain: Drain;
  readonly metrics: ChangeMetrics;
  readonly clock: Clock;
  readonly heartbeatMs: number;
}

/** Who listens, and from which version on. */
export interface Opening extends Listening {
  /** The filters in their canonical form. */
  readonly question: string;
  readonly from: string;
}

/** After a connection was lost, browsers wait so long before they come again. */
const RETRY_MS = 3_000;

/** All open streams of events of this process: tells them of each new catalogue, and that they are still there. */
export class EventHub {
  private readonly streams = new Map<EventStream, EventSink>();
  private readonly counter = new ChangeCounter();
  private cancelBeat: (() => void) | undefined;

  constructor(private readonly parts: HubParts) {
    const { served, drain, metrics } = parts;
    served.watch(() => this.update());
    drain.streamsEnd.addEventListener('abort', () => this.endAll());
    metrics.watchStreams(() => this.streams.size);
  }

  /**
   * Tells a caller of changes for as long as he likes.
   *
   * @param response whose head was written
   * @param over called once, when it has ended
   */
  open(response: ServerResponse, opening: Opening, over: () => void): void {
    const { served, history, metrics } = this.parts;
    let reason: StreamEnd = 'caller';
    const sink = sinkOf(response);
    const { view, filters, question, from } = opening;
    const stream: EventStream = new EventStream(
      {
        served,
        history,
        sink,
        listening: opening,
        count: (images) => this.counter.count(images, view, filters, question),
        sent: () => metrics.eventSent(),
        ended: (why) => (reason = why),
      },
      from,
    );
    response.once('close', () => {
      if (this.parts.drain.streamsEnd.aborted) reason = 'shutdown';
      else if (response.writableNeedDrain) reason = 'slow';
      this.remove(stream, reason);
      over();
    });
    this.streams.set(stream, sink);
    stream.begin(RETRY_MS);
    void stream.update();
    this.beatLater();
    if (this.parts.drain.streamsEnd.aborted) sink.end();
  }

  private update(): void {
    for (const stream of this.streams.keys()) void stream.update();
  }

  private remove(stream: EventStream, reason: StreamEnd): void {
    stream.close();
    this.streams.delete(stream);
    this.parts.metrics.streamEnded(reason);
    if (this.streams.size > 0) return;
    this.cancelBeat?.();
    this.cancelBeat = undefined;
  }

  private endAll(): void {
    for (const sink of this.streams.values()) sink.end();
  }

  private beatLater(): void {
    this.cancelBeat ??= this.parts.clock.after(this.parts.heartbeatMs, () => {
      this.cancelBeat = undefined;
      for (const stream of this.streams.keys()) stream.beat();
      if (this.streams.size > 0) this.beatLater();
    });
  }
}

function sinkOf(response: ServerResponse): EventSink {
  return {
    write: (text) => response.write(text),
    onceTaken: (taken) => void response.once('drain', taken),
    end: () => void response.end(),
  };
}
