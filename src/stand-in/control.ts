import type { IncomingMessage, ServerResponse } from 'node:http';

import { jsonAnswer, send, type Answer } from './answer.js';
import type { Fault } from './fault.js';
import { generateImages } from './generate-images.js';
import { readBody } from './incoming-call.js';
import { readCatalogOrder, readFaultOrder } from './control-order.js';
import type { Operation, StandInImage } from './stand-in.types.js';

/** What can be told to a stand-in from outside its process. */
export interface Controllable {
  set images(images: readonly StandInImage[]);
  readonly violations: readonly unknown[];
  count(operation: Operation | 'other'): number;
  fail(operation: Operation, faults: readonly Fault[], options: { times?: number }): void;
  heal(): void;
}

const DONE: Answer = { status: 204, headers: {}, body: '' };

/**
 * Serves `/_control/`: `PUT` and `DELETE faults`, `PUT images`, `GET calls`.
 *
 * An order that cannot be understood is answered 400 with the reason, an unknown one 404.
 */
export async function handleControl(
  request: IncomingMessage,
  response: ServerResponse,
  standIn: Controllable,
): Promise<void> {
  const order = `${request.method} ${request.url?.slice('/_control/'.length)}`;
  const body = await readBody(request);
  try {
    send(response, obey(order, body, standIn), false);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    send(response, { ...jsonAnswer({ error: reason }), status: 400 }, false);
  }
}

function obey(order: string, body: string, standIn: Controllable): Answer {
  switch (order) {
    case 'PUT faults': {
      const { operation, faults, times } = readFaultOrder(JSON.parse(body));
      standIn.fail(operation, faults, { ...(times !== undefined && { times }) });
      return DONE;
    }
    case 'DELETE faults':
      standIn.heal();
      return DONE;
    case 'PUT images': {
      const { count, seed } = readCatalogOrder(JSON.parse(body));
      standIn.images = generateImages(count, seed);
      return DONE;
    }
    case 'GET calls':
      return jsonAnswer({
        tokens: standIn.count('tokens'),
        images: standIn.count('images'),
        other: standIn.count('other'),
        violations: standIn.violations.length,
      });
    default:
      return { ...jsonAnswer({ error: 'unknown order' }), status: 404 };
  }
}
