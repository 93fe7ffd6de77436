import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { HttpModule, HttpService } from '@nestjs/axios';
import { Module } from '@nestjs/common';

import { UPSTREAM_CONFIGS } from '../config/config.module.js';
import type { UpstreamConfig } from '../config/app-config.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Clock } from '../observability/clock.js';
import { UpstreamMeter } from '../observability/upstream.meter.js';
import { TRANSPORT } from './http/transport.js';
import { UpstreamHttpClient } from './http/upstream-http.client.js';
import { imageSourceOf } from './image-source-of.js';
import type { ImageSource } from './image-source.port.js';

/** A list of `ImageSource`, in the order of the sources. */
export const IMAGE_SOURCES = Symbol('list of ImageSource');

/** One listing of each source runs at a time, so that a few connections serve it; they are kept between refreshes. */
const SOCKETS = { maxSockets: 8, maxFreeSockets: 2 };

/** Sources may be of one host: what hangs of one must leave connections for the others. */
function socketsFor(sources: number): AgentOptions {
  const { maxSockets, maxFreeSockets } = SOCKETS;
  return { keepAlive: true, maxSockets: maxSockets * sources, maxFreeSockets: maxFreeSockets * sources };
}

/** Binds the port to the adapters that the settings name. */
@Module({
  imports: [
    HttpModule.registerAsync({
      inject: [UPSTREAM_CONFIGS],
      useFactory: (upstreams: readonly UpstreamConfig[]) => ({
        httpAgent: new HttpAgent(socketsFor(upstreams.length)),
        // said, so that no variable of the environment turns the check off
        httpsAgent: new HttpsAgent({ ...socketsFor(upstreams.length), rejectUnauthorized: true }),
        // undone by `readBody`, which counts the bytes before and after
        decompress: false,
        maxRedirects: 0,
        proxy: false,
        transport: TRANSPORT,
        responseType: 'stream',
        validateStatus: null,
        headers: { 'User-Agent': 'image-gateway' },
      }),
    }),
  ],
  providers: [
    {
      provide: IMAGE_SOURCES,
      inject: [UPSTREAM_CONFIGS, HttpService, UpstreamMeter, Clock, KnownSecrets],
      useFactory: (
        upstreams: readonly UpstreamConfig[],
        service: HttpService,
        meter: UpstreamMeter,
        clock: Clock,
        knownSecrets: KnownSecrets,
      ): readonly ImageSource[] =>
        upstreams.map((config) => {
          const name = upstreams.length > 1 ? config.sourceId : undefined;
          const http = new UpstreamHttpClient(service, clock, meter, name);
          return imageSourceOf(config, { http, clock, knownSecrets });
        }),
    },
  ],
  exports: [IMAGE_SOURCES],
})
export class UpstreamModule {}
