import { Gauge, type Registry } from 'prom-client';

/** The figures of the catalogue that a scrape reads at that moment. */
export interface CatalogFigures {
  readonly images: number;
  readonly skipped: number;
  /** Of its oldest list; `undefined` without a catalogue; the sample is then absent. */
  readonly ageSeconds: number | undefined;
  readonly sources: readonly SourceFigures[];
}

/** The figures of one source. */
interface SourceFigures {
  readonly id: string;
  readonly count: number;
  /** `null` before its first list; the sample is then absent. */
  readonly ageSeconds: number | null;
}

/** How large and how old the catalogue and the lists of its sources are. */
export class CatalogMetrics {
  private figures: () => CatalogFigures = () => ({
    images: 0,
    skipped: 0,
    ageSeconds: undefined,
    sources: [],
  });

  constructor(private readonly registry: Registry) {
    this.gauge('gateway_catalog_images', 'Images in the catalogue.', ({ images }) => images);
    this.gauge('gateway_catalog_skipped', 'Rows of the last listing that were no image.', (f) => f.skipped);
    this.gauge(
      'gateway_catalog_age_seconds',
      'Time since the catalogue was confirmed with the upstream.',
      ({ ageSeconds }) => ageSeconds,
    );
    this.sourceGauge('gateway_source_images', 'Images of a source in the catalogue.', ({ count }) => count);
    this.sourceGauge(
      'gateway_source_age_seconds',
      'Time since the list of a source was confirmed with its upstream.',
      ({ ageSeconds }) => ageSeconds,
    );
  }

  /** Says where a scrape finds the figures. */
  watch(figures: () => CatalogFigures): void {
    this.figures = figures;
  }

  private gauge(name: string, help: string, read: (figures: CatalogFigures) => number | undefined): void {
    const figures = (): CatalogFigures => this.figures();
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        const value = read(figures());
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }

  private sourceGauge(name: string, help: string, read: (figures: SourceFigures) => number | null): void {
    const figures = (): CatalogFigures => this.figures();
    new Gauge({
      name,
      help,
      labelNames: ['source'] as const,
      registers: [this.registry],
      collect() {
        for (const source of figures().sources) {
          const value = read(source);
          if (value === null) this.remove(source.id);
          else this.labels(source.id).set(value);
        }
      },
    });
  }
}
