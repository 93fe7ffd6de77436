import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Log } from '../observability/log.js';
import { thrownFacts } from '../observability/thrown.js';
import { problemBody, PROBLEM_TYPE } from './problem-body.js';
import { toProblem } from './to-problem.js';

/** The only place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** @param mask takes secrets out of a text: a caller may have sent one, and a problem repeats what was sent */
  constructor(
    private readonly log: Log,
    private readonly mask: (text: string) => string,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(thrown);
    if (problem.code === 'INTERNAL') this.logBug(thrown, request.id);
    if (reply.sent) return;
    const { code, detail, extras } = problem;
    const body = problemBody({ code, detail, errors: extras.errors, sources: extras.sources }, request.id);
    void reply
      .code(problem.status)
      .headers({ 'cache-control': 'no-store', ...problem.extras.headers })
      .type(PROBLEM_TYPE)
      .send(this.mask(JSON.stringify(body)));
  }

  private logBug(thrown: unknown, requestId: string): void {
    this.log.error('a bug: the request was answered with 500', { requestId, error: thrownFacts(thrown) });
  }
}
