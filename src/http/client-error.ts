import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { problemBody, PROBLEM_TYPE } from '../problems/problem-body.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem-catalog.js';
import { REQUEST_ID_HEADER, requestId } from './request-id.js';
import { LONGEST_QUERY } from './request-target.js';

/** What Node says of bytes that it could not read as a request. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
}

const DETAILS = {
  MALFORMED_REQUEST: 'This is not a valid HTTP request.',
  REQUEST_TIMEOUT: 'The request did not arrive in time.',
  URI_TOO_LONG: `Send a query of at most ${LONGEST_QUERY} characters.`,
  HEADERS_TOO_LARGE: 'Send fewer or shorter header fields.',
} as const;

/** Answers, as a problem, what is no request at all or too large to be one; then the connection ends. */
export function answerClientError(error: ClientError, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const code = problemCode(error);
  const { status } = PROBLEMS[code];
  const id = requestId(undefined);
  const body = JSON.stringify(problemBody({ code, detail: DETAILS[code] }, id));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${REQUEST_ID_HEADER}: ${id}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function problemCode({ code, rawPacket }: ClientError): keyof typeof DETAILS & ProblemCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'MALFORMED_REQUEST';
  const firstLine = Buffer.isBuffer(rawPacket)
    ? (rawPacket.toString('latin1').split('\r\n', 1)[0] ?? '')
    : '';
  return /^[A-Z]+ \//.test(firstLine) && firstLine.length > LONGEST_QUERY
    ? 'URI_TOO_LONG'
    : 'HEADERS_TOO_LARGE';
}
