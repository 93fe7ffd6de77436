import { UPSTREAM_FAILURES } from '../../upstream/upstream.errors.js';
import { isMoment } from '../moments.js';
import type { RefreshNews, ToldList } from './refresh-news.js';

/** One telling; each has its own id. */
export interface Told {
  readonly id: string;
  readonly news: RefreshNews;
}

const LONGEST_TEXT = 300;

/**
 * News as they are told: moments of the past as the time since then, the end of a cooldown as what is left of it, in
 * whole milliseconds.
 *
 * @param now monotonic
 * @param keptForMs how long Redis keeps them, from which a reader sees when they were told
 */
export function encodeTold(id: string, news: RefreshNews, now: number, keptForMs: number): string {
  const since = (moment: number): number => Math.max(0, Math.round(now - moment));
  const { list } = news;
  const told = {
    kind: news.kind,
    ...(news.kind !== 'confirmed' && { agoMs: since(news.at), cooldownMs: Math.round(news.coolUntil - now) }),
    ...(news.kind === 'failed' && { failure: news.failure, reason: news.reason, failures: news.failures }),
    ...(list && {
      list: {
        version: list.version,
        agoMs: since(list.confirmedAt),
        changedAt: list.changedAt,
        skipped: list.skipped,
      },
    }),
  };
  return JSON.stringify({ id, keptForMs, news: told });
}

/**
 * Reads what another replica has told, with the mistrust that an upstream's answer gets.
 *
 * @param now monotonic
 * @param leftMs how long Redis still keeps it; negative where that has no end
 */
export function decodeTold(text: string, now: number, leftMs: number): Told | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isRecord(value['news'])) return undefined;
  const { id, keptForMs, news } = value;
  if (!isText(id) || !isCount(keptForMs) || leftMs < 0) return undefined;
  const toldAt = now - Math.max(0, keptForMs - leftMs);
  const decoded = decodeNews(news, toldAt);
  return decoded && { id, news: decoded };
}

function decodeNews(value: Readonly<Record<string, unknown>>, toldAt: number): RefreshNews | undefined {
  const { kind, agoMs, cooldownMs, failure, reason, failures } = value;
  const list = decodeList(value['list'], toldAt);
  if (kind === 'confirmed') return list && { kind, list };
  if (value['list'] !== undefined && !list) return undefined;
  if (!isCount(agoMs) || !Number.isSafeInteger(cooldownMs)) return undefined;
  const times = { at: toldAt - agoMs, coolUntil: toldAt + Number(cooldownMs) };
  if (kind === 'doubted') return { kind, ...times, list };
  const known = UPSTREAM_FAILURES.find((one) => one === failure);
  if (kind !== 'failed' || !known || !isText(reason) || !isCount(failures) || failures === 0)
    return undefined;
  return { kind, failure: known, reason, failures, ...times, list };
}

function decodeList(value: unknown, toldAt: number): ToldList | undefined {
  if (!isRecord(value)) return undefined;
  const { version, agoMs, changedAt, skipped } = value;
  return isText(version) && isCount(agoMs) && isMoment(changedAt) && isCount(skipped)
    ? { version, confirmedAt: toldAt - agoMs, changedAt, skipped }
    : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= LONGEST_TEXT;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
