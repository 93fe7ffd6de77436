import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Log } from '../observability/log.js';
import { problemBody, PROBLEM_TYPE } from '../problems/problem-body.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem-catalog.js';
import { afterAnswers, openAnswer } from './open-answers.js';
import { hasBody } from './request-head.js';
import { newRequestId, REQUEST_ID_HEADER } from './request-id.js';
import { LONGEST_QUERY } from './request-target.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** What Node says of bytes that it could not read as a request. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: unknown;
  /** Of the packet, before the fault: there may be whole requests among them. */
  readonly bytesParsed?: number;
}

const DETAILS = {
  MALFORMED_REQUEST: 'This is not a valid HTTP request; a URL is ASCII, with other characters as in %C3%A9.',
  METHOD_NOT_ALLOWED: 'Use GET, HEAD or POST.',
  REQUEST_TIMEOUT: 'The request did not arrive in time.',
  URI_TOO_LONG: `Send a query of at most ${LONGEST_QUERY} characters.`,
  HEADERS_TOO_LARGE: 'Send fewer or shorter header fields.',
} as const;

const SECURITY_LINES = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`);

/** A method is any token (RFC 9110, 9.1); Node reads only those that it knows. */
const REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ \S+ HTTP\/1\.[01]$/;

/** The request with a body that came last through a connection, and its answer. */
const lastBody = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();

/** Connections on which a fault was found: whatever comes next through them is another one. */
const faulty = new WeakSet<Socket>();

/** Remembers a request that has a body: it may be answered before that has come, or turns out to be wrong. */
export function noteBody(request: IncomingMessage, response: ServerResponse): void {
  if (hasBody(request.headers)) lastBody.set(request.socket, { request, response });
}

/**
 * Answers, as a problem, what is no request at all or too large to be one, after whatever came before it; then the
 * connection ends. One request has one answer: what is wrong with the rest of one that has it is told to nobody.
 */
export function answerClientError(error: ClientError, socket: Socket, log: Log): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  if (faulty.has(socket)) return;
  faulty.add(socket);
  const last = lastBody.get(socket);
  const broken = last?.request.complete === false ? last.response : undefined;
  if (!broken) afterAnswers(socket, () => refuse(error, socket, log));
  else if (!broken.headersSent && broken === openAnswer(socket)) refuse(error, socket, log);
  else afterAnswers(socket, () => socket.destroy());
}

function refuse(error: ClientError, socket: Socket, log: Log): void {
  if (!socket.writable) return;
  const code = problemCode(error);
  const { status } = PROBLEMS[code];
  const id = newRequestId();
  const body = JSON.stringify(problemBody({ code, detail: DETAILS[code] }, id));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${REQUEST_ID_HEADER}: ${id}`,
      ...(code === 'METHOD_NOT_ALLOWED' ? ['Allow: GET, HEAD, POST'] : []),
      'Cache-Control: no-store',
      ...SECURITY_LINES,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  log.info('request refused', { requestId: id, status, code, reason: error.code });
}

function problemCode({ code, rawPacket, bytesParsed = 0 }: ClientError): keyof typeof DETAILS & ProblemCode {
  const packet = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '';
  const [line = '', ...more] = packet.split('\r\n', 2);
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'REQUEST_TIMEOUT';
    case 'HPE_INVALID_METHOD':
      return REQUEST_LINE.test(lineAt(packet, bytesParsed)) ? 'METHOD_NOT_ALLOWED' : 'MALFORMED_REQUEST';
    case 'HPE_HEADER_OVERFLOW':
      return isLongTarget(line, more.length > 0) ? 'URI_TOO_LONG' : 'HEADERS_TOO_LARGE';
    default:
      return 'MALFORMED_REQUEST';
  }
}

/** The line of a packet that holds this byte. */
function lineAt(packet: string, at: number): string {
  const start = packet.slice(0, at).lastIndexOf('\n') + 1;
  return packet.slice(start).split('\r\n', 1)[0] ?? '';
}

/**
 * Whether the first line of a packet is a long target, or the rest of one that came in several packets: then
 * the version stands at its end, or the line has no end here and no blank.
 */
function isLongTarget(line: string, hasEnd: boolean): boolean {
  const [, target] = /^[A-Z]+ (\S+)/.exec(line) ?? [];
  if (target !== undefined) return target.length > LONGEST_QUERY;
  return hasEnd ? / HTTP\/1\.[01]$/.test(line) : /^\S+$/.test(line);
}
