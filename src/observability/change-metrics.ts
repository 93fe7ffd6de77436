import { Counter, Gauge, type Registry } from 'prom-client';

/** What is kept of changes. */
export interface HistoryFigures {
  readonly steps: number;
  readonly bytes: number;
}

/** Why a stream of events ended. */
export type StreamEnd = 'caller' | 'access' | 'slow' | 'shutdown';

/** The metrics of the change history and of streams of events; part of `Metrics`. */
export class ChangeMetrics {
  private readonly sent: Counter;
  private readonly ended: Counter<'reason'>;
  private history: () => HistoryFigures | undefined = () => undefined;
  private streams: () => number = () => 0;

  constructor(registry: Registry) {
    this.sent = new Counter({
      name: 'gateway_events_sent_total',
      help: 'Events that were sent to callers.',
      registers: [registry],
    });
    this.ended = new Counter({
      name: 'gateway_event_streams_ended_total',
      help: 'Streams of events that have ended, by who or what ended them.',
      labelNames: ['reason'] as const,
      registers: [registry],
    });
    this.gauges(registry);
  }

  eventSent(): void {
    this.sent.inc();
  }

  streamEnded(reason: StreamEnd): void {
    this.ended.labels(reason).inc();
  }

  /** Says where a scrape finds what is kept of changes. */
  watch(figures: () => HistoryFigures): void {
    this.history = figures;
  }

  /** Says where a scrape finds how many streams are open. */
  watchStreams(count: () => number): void {
    this.streams = count;
  }

  private gauges(registry: Registry): void {
    const history = (): HistoryFigures | undefined => this.history();
    const streams = (): number => this.streams();
    new Gauge({
      name: 'gateway_change_history_steps',
      help: 'Changes from one version to the next that are kept, those that replicas have told of included.',
      registers: [registry],
      aggregator: 'max',
      collect() {
        this.set(history()?.steps ?? 0);
      },
    });
    new Gauge({
      name: 'gateway_change_history_bytes',
      help: 'Memory of the changes that are kept, compressed.',
      registers: [registry],
      aggregator: 'max',
      collect() {
        this.set(history()?.bytes ?? 0);
      },
    });
    new Gauge({
      name: 'gateway_event_streams',
      help: 'Streams of events that are open.',
      registers: [registry],
      collect() {
        this.set(streams());
      },
    });
  }
}
