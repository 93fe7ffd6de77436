import { jsonAnswer, textAnswer, type Answer } from '../answer.js';
import type { AnswerFault } from '../fault.js';
import type { OddToken } from './keystone-desk.js';
import type { OpenStackCall } from './openstack-call.js';

/** The healthy answer, on demand: making it may issue a token. */
export type HealthyOpenStack = (odd?: OddToken) => Answer;

/** Makes the wrong answer that the fault asks for; a status without a body of its own repeats what it was sent. */
export function faultyOpenStackAnswer(
  fault: Exclude<AnswerFault, { kind: 'envelope' }>,
  call: OpenStackCall,
  healthy: HealthyOpenStack,
): Answer {
  switch (fault.kind) {
    case 'status':
      return {
        status: fault.status,
        headers: { 'content-type': 'text/html', ...fault.headers },
        body: fault.body ?? `<html><body>${call.path} with ${call.token} ${call.body} failed.</body></html>`,
      };
    case 'body':
      return textAnswer(fault.body, fault.contentType ?? 'application/json');
    case 'json':
      return jsonAnswer(fault.json);
    case 'rows':
      return call.operation === 'images' ? jsonAnswer({ images: fault.rows }) : healthy();
    case 'token':
      return healthy(fault);
  }
}
