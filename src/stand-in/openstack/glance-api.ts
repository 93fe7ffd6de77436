import { jsonAnswer, type Answer } from '../answer.js';
import { ImagePages } from '../image-pages.js';
import { syntheticImage } from '../generate-images.js';
import { glanceRows } from './glance-rows.js';
import { glanceError } from './openstack-answer.js';
import type { OpenStackCall } from './openstack-call.js';
import type { GlanceLies, GlanceRow, Offers } from './openstack.types.js';

interface GlanceSettings {
  readonly project: () => string;
  readonly offers: Offers;
  readonly defaultLimit: number;
  readonly maxLimit: number;
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  visibility: ['public', 'private', 'shared', 'community', 'all'],
  member_status: ['accepted', 'pending', 'rejected', 'all'],
  os_hidden: ['true', 'false'],
};

/** The healthy image API: which rows a project sees, and a page of them. */
export class GlanceApi {
  lies: GlanceLies = {};
  #rows: readonly GlanceRow[] = [];
  /** By the query without its place. */
  readonly #lists = new Map<string, ImagePages<GlanceRow>>();

  constructor(private readonly settings: GlanceSettings) {}

  get rows(): readonly GlanceRow[] {
    return this.#rows;
  }

  set rows(rows: readonly GlanceRow[]) {
    this.#rows = rows;
    this.#lists.clear();
  }

  /** A page, or 400 for a parameter of the wrong form, or a marker that no image of the list has. */
  list({ query, accept }: OpenStackCall): Answer {
    const wrong = wrongParameter(query);
    if (wrong !== undefined) return glanceError(400, wrong, accept);
    const marker = query.get('marker') ?? undefined;
    if (marker !== undefined && this.lies.forbidMarkerOnce) {
      this.lies.forbidMarkerOnce = false;
      return glanceError(403, 'You are not authorized to complete this action.', accept);
    }
    const limit = Math.min(Number(query.get('limit') ?? this.settings.defaultLimit), this.settings.maxLimit);
    const rows = this.#listOf(query).page(limit, marker);
    if (!rows) return glanceError(400, `No image found with ID ${marker}`, accept);
    return jsonAnswer(this.#page(rows, query, Math.min(limit, this.lies.clampLimit ?? limit)));
  }

  #page(images: readonly GlanceRow[], query: URLSearchParams, limit: number): unknown {
    const isFull = images.length > 0 && images.length >= limit;
    const next = isFull && this.lies.next !== 'missing' ? this.#next(images, query) : undefined;
    return {
      images,
      first: `/v2/images?limit=${limit}`,
      ...(next && { next }),
      schema: '/v2/schemas/images',
    };
  }

  /** As the original does: of a parameter that is repeated the last one is left. */
  #next(images: readonly GlanceRow[], query: URLSearchParams): string {
    const stays = this.lies.next === 'stuck' ? query.get('marker') : undefined;
    const marker = stays ?? images.at(-1)?.id ?? '';
    const next = new URLSearchParams({ ...Object.fromEntries(query), marker });
    const origin = this.lies.next === 'elsewhere' ? 'http://elsewhere.example.test' : '';
    return `${origin}/v2/images?${next.toString()}`;
  }

  #listOf(query: URLSearchParams): ImagePages<GlanceRow> {
    const filters = Object.fromEntries([...query].filter(([name]) => name !== 'limit' && name !== 'marker'));
    const key = JSON.stringify(filters);
    const known = this.#lists.get(key);
    const list = known ?? new ImagePages<GlanceRow>(({ created_at: at }) => String(at), inventedRow);
    if (!known) list.images = this.#rows.filter((row) => this.#isListed(row, filters));
    this.#lists.set(key, list);
    list.lies = this.lies;
    return list;
  }

  #isListed(row: GlanceRow, filters: Readonly<Record<string, string>>): boolean {
    const {
      visibility,
      member_status: memberStatus = 'accepted',
      os_hidden: hidden = 'false',
      ...others
    } = filters;
    return (
      !['deleted', 'killed'].includes(String(row['status'])) &&
      (row['os_hidden'] === true) === (hidden === 'true') &&
      (visibility === undefined || visibility === 'all' || visibility === row['visibility']) &&
      this.#isSeen(row, visibility, memberStatus) &&
      Object.entries(others).every(([name, value]) => row[name] === value)
    );
  }

  #isSeen(row: GlanceRow, asked: string | undefined, memberStatus: string): boolean {
    if (row['visibility'] === 'public' || row['owner'] === this.settings.project()) return true;
    if (row['visibility'] === 'community') return asked === 'all' || asked === 'community';
    const offer = this.settings.offers[row.id];
    return row['visibility'] === 'shared' && offer !== undefined && ['all', offer].includes(memberStatus);
  }
}

function wrongParameter(query: URLSearchParams): string | undefined {
  const limit = query.get('limit');
  if (limit !== null && !/^\d+$/.test(limit)) return 'limit param must be an integer';
  const wrong = Object.entries(CHOICES).find(
    ([name, values]) => !values.includes(query.get(name) ?? values[0]!),
  );
  return wrong && `Invalid ${wrong[0]} value`;
}

function inventedRow(index: number): GlanceRow {
  const [row] = glanceRows([syntheticImage('endless', index)]);
  return { ...row, id: row!.id };
}
