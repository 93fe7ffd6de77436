import type { ParameterFault, Problem } from './api-types.js';

/** The codes of this version, and `UNREADABLE_ANSWER` for what is no answer of the gateway; others may come. */
export type ProblemCode = Problem['code'] | 'UNREADABLE_ANSWER' | (string & {});

/** The gateway, or something in front of it, gave another answer than the one that was asked for (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    /** To decide by: it is stable. */
    readonly code: ProblemCode,
    /** HTTP. */
    readonly status: number,
    /** For people. */
    readonly detail: string,
    /** To be quoted to the operator. */
    readonly requestId: string | null,
    /** What is wrong with the query, all of it. */
    readonly errors: readonly ParameterFault[],
    /** In how many seconds the request may be sent again; `null` where the answer does not say. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Reads an answer that is not 2xx; one that is no problem of the gateway becomes one. */
export async function problemOf(answer: Response): Promise<ProblemError> {
  const isProblem = /^application\/problem\+json\b/i.test(answer.headers.get('content-type') ?? '');
  const body: unknown = isProblem ? await answer.json().catch(() => undefined) : await skipped(answer);
  const { status } = answer;
  const requestId = answer.headers.get('x-request-id');
  const retryAfter = retryAfterSeconds(answer.headers.get('retry-after'));
  if (!isRecord(body) || typeof body['code'] !== 'string') return unreadable(status, requestId, retryAfter);
  const detail = typeof body['detail'] === 'string' ? body['detail'] : '';
  // of the gateway, which sends nothing else there
  const errors = Array.isArray(body['errors']) ? (body['errors'] as ParameterFault[]) : [];
  return new ProblemError(body['code'], status, detail, requestId, errors, retryAfter);
}

/** An answer that the gateway does not give. */
export function unreadable(
  status: number,
  requestId: string | null,
  retryAfter: number | null = null,
): ProblemError {
  const detail = `status ${status} with a body that is none of the gateway`;
  return new ProblemError('UNREADABLE_ANSWER', status, detail, requestId, [], retryAfter);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Retry-After` in seconds, or as a date (RFC 9110, 10.2.3). */
function retryAfterSeconds(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const seconds = Math.ceil((Date.parse(text) - Date.now()) / 1_000);
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

async function skipped({ body }: Response): Promise<undefined> {
  await body?.cancel().catch(() => undefined);
  return undefined;
}
