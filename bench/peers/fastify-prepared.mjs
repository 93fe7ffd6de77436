// Fastify with one route that sends a prepared string, which it sends faster than a Buffer.
import { fastify } from 'fastify';

import { servePeer } from './serve-peer.mjs';

/** Config: `answer`. */
servePeer(async ({ answer: { headers, body } }) => {
  const text = Buffer.from(body, 'base64').toString();
  const app = fastify({ logger: false });
  app.get('/v1/images', (_request, reply) => {
    reply.headers(headers).send(text);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server.address().port;
});
