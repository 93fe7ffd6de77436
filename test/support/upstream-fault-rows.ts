import type { Fault } from '../../src/stand-in/fault.js';

/** A way in which the upstream fails, and what the gateway makes of it. */
export interface FaultCase {
  /** The part of an exchange in which it shows. */
  readonly stage: Stage;
  readonly name: string;
  readonly fault: Fault;
  /** The problem's code, and the class of the failure. */
  readonly code: FailureCode;
  /** How many calls of the failing operation one refresh makes. */
  readonly calls: number;
  /** Whether nothing but the deadline ends it. */
  readonly endless: boolean;
  /** Whether it is the first of those that show in this stage and end like this. */
  readonly isFirst: boolean;
}

export type Stage = 'headers' | 'status' | 'body' | 'type' | 'JSON' | 'envelope' | 'list' | 'token';

export type FailureCode =
  'UPSTREAM_INVALID' | 'UPSTREAM_UNAVAILABLE' | 'UPSTREAM_REJECTED' | 'UPSTREAM_TIMEOUT';

/** Words of the upstream that must not come out of the gateway: the faults say them wherever they can. */
export const WORDS_OF_THE_UPSTREAM = ['words-of-the-upstream', 'The requested URL', ' : appkey', '<html'];

export const WORDS = 'words-of-the-upstream';
const HEADERS = { 'x-note': WORDS, 'set-cookie': `a=${WORDS}`, server: WORDS };
export const SUCCESS = { isSuccessful: true, resultCode: 0, resultMessage: WORDS };
const FAILED = { isSuccessful: false, resultMessage: WORDS };

export type Row = readonly [name: string, fault: Fault, calls?: number | undefined];

export function status(code: number, calls?: number, headers: Readonly<Record<string, string>> = {}): Row {
  const asked = headers['retry-after'];
  const name = asked === undefined ? String(code) : `${code} with \`Retry-After: ${asked}\``;
  return [name, { kind: 'status', status: code, headers: { ...HEADERS, ...headers } }, calls];
}

export function result(code: number, calls?: number): Row {
  return [`${code}`, { kind: 'envelope', code }, calls];
}

/** A failure whose code has another type, or another form. */
export function oddResult(resultCode: unknown, calls?: number): Row {
  const json = { header: { ...FAILED, resultCode } };
  return [`\`${JSON.stringify(resultCode)}\``, { kind: 'json', json }, calls];
}

export function json(name: string, value: unknown): Row {
  return [name, { kind: 'json', json: value }];
}

export function body(name: string, text: string | Uint8Array, contentType?: string): Row {
  return [name, { kind: 'body', body: text, ...(contentType && { contentType }) }];
}

export function encoded(name: string, encoding: string, bytes: string | Uint8Array): Row {
  const headers = { ...HEADERS, 'content-type': 'application/json', 'content-encoding': encoding };
  return [name, { kind: 'status', status: 200, headers, body: bytes }];
}

/** @param bytes as in `RawFault`, each line of them without its end */
export function raw(
  name: string,
  bytes: readonly string[],
  then: 'close' | 'reset' | 'hang' = 'close',
  calls?: number,
): Row {
  return [name, { kind: 'raw', bytes: bytes.join('\r\n'), then }, calls];
}

/** @param rows those that end by themselves, or with `endless` those that only the deadline ends */
export function cases(stage: Stage, code: FailureCode, rows: readonly Row[]): FaultCase[] {
  const endless = code === 'UPSTREAM_TIMEOUT';
  return rows.map(([name, fault, calls = 1], at) => ({
    ...{ stage, name, fault, code, calls },
    ...{ endless, isFirst: at === 0 },
  }));
}
