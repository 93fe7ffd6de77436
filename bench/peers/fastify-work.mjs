// Fastify that does for each request what one writes first: filter, sort and stringify plain objects.
import { fastify } from 'fastify';

import { plainPage } from './plain-page.mjs';
import { servePeer } from './serve-peer.mjs';

/** Config: `images`, and `version` of the catalogue. */
servePeer(async ({ images, version }) => {
  const app = fastify({ logger: false });
  app.get('/v1/images', (request, reply) => {
    reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(plainPage(images, request.query, version)));
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server.address().port;
});
