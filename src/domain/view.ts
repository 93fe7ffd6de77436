import { SOURCE_ID } from './source-id.js';

const VISIBILITY = /^[a-z0-9_-]{1,64}$/;
const MOST_VALUES = 100;
/** Views that are known again; then all are forgotten, and are made anew. */
const MOST_KNOWN = 1_000;

/** What somebody is restricted to; `null` where he is not. Lists are in no order, and may repeat themselves. */
export interface Restrictions {
  /** Ids of sources, exactly as they are configured. */
  readonly sources: readonly string[] | null;
  /** In lower case. */
  readonly visibility: readonly string[] | null;
}

/**
 * What of the catalogue somebody may see: the images of these sources, and of this visibility.
 *
 * It is decided by whoever knows who is calling, and asked of whatever tells of images (`CatalogView`).
 */
export class View implements Restrictions {
  private static readonly known = new Map<string, View>();

  private constructor(
    /** Equal for equal views only, and empty for `EVERYTHING`: `sources=a,b;visibility=public`. */
    readonly key: string,
    readonly sources: readonly string[] | null,
    readonly visibility: readonly string[] | null,
  ) {}

  /** No restriction at all; the only view that restricts nothing. */
  static readonly EVERYTHING = new View('', null, null);

  /** The view with these restrictions. Equal ones are one object, as a rule. */
  static of(restrictions: Restrictions): View {
    const [sources, visibility] = [asSet(restrictions.sources), asSet(restrictions.visibility)];
    const key = [...part('sources', sources), ...part('visibility', visibility)].join(';');
    if (key === '') return View.EVERYTHING;
    const known = View.known.get(key);
    if (known) return known;
    const view = new View(key, sources, visibility);
    if (View.known.size >= MOST_KNOWN) View.known.clear();
    View.known.set(key, view);
    return view;
  }

  /** Whether images of a source may be seen, as far as that depends on the source. */
  hasSource(id: string): boolean {
    return this.sources?.includes(id) ?? true;
  }

  /** Whether an image may be seen that is in no catalogue any more; of those that are a `CatalogView` says it. */
  shows({ source, visibility }: { readonly source: string; readonly visibility: string }): boolean {
    return this.hasSource(source) && (this.visibility?.includes(visibility) ?? true);
  }
}

/** See `View.EVERYTHING`. */
export const { EVERYTHING } = View;

/** A kind of restriction as it is written outside. */
export interface RestrictionForm {
  /** What the list holds, for error texts. */
  readonly form: string;
  /** The values, if it is a list of 1 to 100 texts of the right form. */
  readonly read: (value: unknown) => readonly string[] | undefined;
}

export const SOURCES_RESTRICTION = restriction(`source ids of ${SOURCE_ID.form}`, SOURCE_ID.pattern);
export const VISIBILITY_RESTRICTION = restriction(
  'values of 1 to 64 lower-case letters, digits, "_" or "-"',
  VISIBILITY,
);

function restriction(values: string, pattern: RegExp): RestrictionForm {
  const fits = (value: unknown): value is string => typeof value === 'string' && pattern.test(value);
  const read = (value: unknown): readonly string[] | undefined => {
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_VALUES) return undefined;
    const list: readonly unknown[] = value;
    return list.every(fits) ? list : undefined;
  };
  return { form: `1 to ${MOST_VALUES} ${values}`, read };
}

function asSet(values: readonly string[] | null): readonly string[] | null {
  return values && [...new Set(values)].sort();
}

function part(name: string, values: readonly string[] | null): string[] {
  return values ? [`${name}=${values.map(encodeURIComponent).join()}`] : [];
}
