import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';

import { UPSTREAM_CONFIG } from '../config/config.module.js';
import type { UpstreamConfig } from '../config/app-config.js';
import { KnownSecrets } from '../config/known-secrets.js';
import { Clock } from '../observability/clock.js';
import { TRANSPORT } from './http/transport.js';
import { UpstreamHttpClient } from './http/upstream-http.client.js';
import { ImageSource } from './image-source.port.js';
import { ToastImageSource } from './toast-v1/toast-image-source.adapter.js';
import { toastTokens } from './toast-v1/toast-token.provider.js';

/** One listing runs at a time, so that a few connections serve it; they are kept between refreshes. */
const SOCKETS = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2 };

/** Binds the port to the adapter that the settings name. */
@Module({
  imports: [
    HttpModule.register({
      httpAgent: new HttpAgent(SOCKETS),
      // said, so that no variable of the environment turns the check off
      httpsAgent: new HttpsAgent({ ...SOCKETS, rejectUnauthorized: true }),
      // undone by `readBody`, which counts the bytes before and after
      decompress: false,
      maxRedirects: 0,
      proxy: false,
      transport: TRANSPORT,
      responseType: 'stream',
      validateStatus: null,
      headers: { 'User-Agent': 'image-gateway' },
    }),
  ],
  providers: [
    UpstreamHttpClient,
    {
      provide: ImageSource,
      inject: [UPSTREAM_CONFIG, UpstreamHttpClient, Clock, KnownSecrets],
      useFactory: (config: UpstreamConfig, http: UpstreamHttpClient, clock: Clock, secrets: KnownSecrets) =>
        new ToastImageSource(config, http, toastTokens(config, http, clock, secrets), clock),
    },
  ],
  exports: [ImageSource],
})
export class UpstreamModule {}
