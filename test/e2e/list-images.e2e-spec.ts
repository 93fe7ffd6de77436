import request from 'supertest';

import { generateImages } from '../../src/stand-in/generate-images.js';
import { startStandIn, type StandIn } from '../../src/stand-in/stand-in.js';

import { startGateway, type TestGateway } from '../support/start-gateway.js';

describe('GET /v1/images', () => {
  let upstream: StandIn;
  let gateway: TestGateway;

  beforeAll(async () => {
    upstream = await startStandIn({ images: generateImages(200) });
    gateway = await startGateway({ upstreamUrl: upstream.url });
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.close();
  });

  it('answers the example of the README', async () => {
    const answer = await request(gateway.url).get(
      '/v1/images?osDistro=ubuntu&status=active&sort=-createdAt&limit=5',
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      page: { limit: 5, offset: 0, returned: 5, prevCursor: null },
      links: { self: '/v1/images?status=active&osDistro=ubuntu&limit=5', prev: null },
    });
  });
});
