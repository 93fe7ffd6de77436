import type { ParameterFault } from './parameter-fault.js';
import { PROBLEMS, problemType, type ProblemCode } from './problem-catalog.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** A problem as it is sent (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly requestId: string;
  readonly errors?: readonly ParameterFault[];
  /** Whose images have an id that is ambiguous. */
  readonly sources?: readonly string[];
}

/** What a body is made of. */
interface ProblemFacts {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly ParameterFault[] | undefined;
  readonly sources?: readonly string[] | undefined;
}

/** Makes the body of a problem; `errors` only where parameters are at fault. */
export function problemBody({ code, detail, errors, sources }: ProblemFacts, requestId: string): ProblemBody {
  const { title, status } = PROBLEMS[code];
  return {
    type: problemType(code),
    title,
    status,
    code,
    detail,
    requestId,
    ...(errors && { errors }),
    ...(sources && { sources }),
  };
}
