import type { ParameterFault } from './parameter-fault.js';
import { PROBLEMS, type ProblemCode } from './problem-catalog.js';

/** What a problem may carry besides its code. */
export interface ProblemExtras {
  readonly errors?: readonly ParameterFault[];
  readonly sources?: readonly string[];
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer other than the one that was asked for; `problem.filter.ts` writes it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  /** @param detail one sentence for the caller, about this request; it says what to do */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(`${code}: ${detail}`);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** The query is wrong in these ways; all of them are told at once. */
  static invalidParameters(errors: readonly ParameterFault[]): ProblemError {
    const detail =
      errors.length === 1 ? '1 parameter is invalid.' : `${errors.length} parameters are invalid.`;
    return new ProblemError('INVALID_PARAMETER', detail, { errors });
  }
}
