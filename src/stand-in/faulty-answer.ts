import { jsonAnswer, textAnswer, type Answer } from './answer.js';
import { failure, type Envelope } from './envelope.js';
import type { AnswerFault } from './fault.js';
import type { IncomingCall } from './incoming-call.js';
import { passwordIn } from './token-desk.js';

/** The healthy answer, on demand: making it may issue a token. */
export type Healthy = (tokenLifetimeSeconds?: number) => Envelope;

/** Makes the wrong answer that the fault asks for. */
export function faultyAnswer(fault: AnswerFault, call: IncomingCall, healthy: Healthy): Answer {
  switch (fault.kind) {
    case 'status':
      return {
        status: fault.status,
        headers: { 'content-type': 'text/html', ...fault.headers },
        body: fault.body ?? proxyPage(fault.status, call.path),
      };
    case 'envelope': {
      const { header } = failure(fault.code, echo(call));
      const resultMessage = fault.message ?? header.resultMessage;
      return jsonAnswer({ ...(fault.withPayload && healthy()), header: { ...header, resultMessage } });
    }
    case 'body':
      return textAnswer(fault.body, fault.contentType ?? 'application/json;charset=UTF-8');
    case 'json':
      return jsonAnswer(fault.json);
    case 'rows': {
      const envelope = healthy();
      return jsonAnswer(envelope.images ? { ...envelope, images: fault.rows } : envelope);
    }
    case 'token': {
      const envelope = healthy(fault.lifetimeSeconds);
      const { access } = envelope;
      return jsonAnswer(
        access
          ? { ...envelope, access: { ...access, token: { ...access.token, ...fault.fields } } }
          : envelope,
      );
    }
  }
}

function echo(call: IncomingCall): string {
  const password = passwordIn(call.body) ?? '';
  return `appkey ${call.appkey} token ${call.token} password ${password}`;
}

function proxyPage(status: number, path: string): string {
  return `<html><head><title>${status}</title></head><body>The requested URL ${path} failed.</body></html>`;
}
