/** What can be wrong with a parameter, most basic first: where two fit one fault, the upper one is told. */
export const FAULT_CODES = [
  'INVALID_FORMAT',
  'OUT_OF_RANGE',
  'REPEATED_PARAMETER',
  'TOO_MANY_VALUES',
  'TOO_LONG',
  'EMPTY_VALUE',
  'UNKNOWN_VALUE',
  'CONFLICT',
  'UNKNOWN_PARAMETER',
  'REQUIRED',
  'INVALID_CURSOR',
  'CURSOR_MISMATCH',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** One thing that is wrong with a request's query. */
export interface ParameterFault {
  /** The name as the caller wrote it, cut by `cutInput`. */
  readonly parameter: string;
  readonly code: FaultCode;
  /** What would be right. */
  readonly detail: string;
  /** With `UNKNOWN_VALUE`: what may be asked for. */
  readonly allowed?: readonly string[];
}

const LONGEST_ECHO = 64;

/** Cuts what a caller wrote to what an answer may repeat of it: 64 characters. */
export function cutInput(text: string): string {
  const characters = [...text];
  return characters.length > LONGEST_ECHO ? characters.slice(0, LONGEST_ECHO).join('') : text;
}
