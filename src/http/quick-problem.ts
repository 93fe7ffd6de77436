import type { ServerResponse } from 'node:http';

import { problemBody, PROBLEM_TYPE } from '../problems/problem-body.js';
import type { ProblemError } from '../problems/problem.error.js';
import { REQUEST_ID_HEADER } from './request-id.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Answers with a problem in front of the framework: the same as the filter would, for a fraction of the work. */
export function answerQuickly(
  response: ServerResponse,
  { code, detail, status, extras }: ProblemError,
  requestId: string,
): void {
  const body = JSON.stringify(problemBody({ code, detail }, requestId));
  response.writeHead(status, {
    [REQUEST_ID_HEADER]: requestId,
    ...SECURITY_HEADERS,
    'cache-control': 'no-store',
    ...extras.headers,
    'content-type': `${PROBLEM_TYPE}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
