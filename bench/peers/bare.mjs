// Node's own HTTP server, sending one prepared answer to everything: what it costs is what sending costs.
import { createServer } from 'node:http';

import { servePeer } from './serve-peer.mjs';

/** Config: `answer`, and `as`, which is `buffer` or `string`. */
servePeer(({ answer: { status, headers, body }, as = 'buffer' }) => {
  const bytes = Buffer.from(body, 'base64');
  const prepared = as === 'string' ? bytes.toString() : bytes;
  const server = createServer((_request, response) => {
    response.writeHead(status, headers);
    response.end(prepared);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
});
