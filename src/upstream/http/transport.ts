import * as http from 'node:http';
import * as https from 'node:https';

type OnAnswer = (answer: http.IncomingMessage) => void;

/**
 * Makes requests as Node does, but notices an upstream that changes the protocol with status 101: Node closes the
 * connection then, and says nothing to whoever waits for the answer.
 */
export const TRANSPORT = {
  request(options: https.RequestOptions, onAnswer: OnAnswer): http.ClientRequest {
    const { request } = options.protocol === 'https:' ? https : http;
    const sent = request(options, onAnswer);
    return sent.once('upgrade', (_answer, socket) => {
      socket.destroy();
      // Node counts the request as destroyed by now, so that `destroy` would tell nobody
      sent.emit('error', Object.assign(new Error('another protocol'), { code: 'ERR_INVALID_UPGRADE' }));
    });
  },
};
