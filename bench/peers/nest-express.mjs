// NestJS as its documentation shows it: Express, a ValidationPipe with a DTO, and the CacheInterceptor. It is plain
// JavaScript, so decorators are called instead of written; what runs is the same.
import 'reflect-metadata';

import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Header, Module, Query, UseInterceptors, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

import { plainPage } from './plain-page.mjs';
import { servePeer } from './serve-peer.mjs';

class ListImagesDto {}
const number = (min, max) => [Type(() => Number), IsInt(), Min(min), Max(max)];
const rules = {
  name: [IsString(), MaxLength(256)],
  nameContains: [IsString(), Length(1, 128)],
  status: [IsIn(['active', 'queued', 'saving', 'deactivated', 'killed', 'deleted', 'pending_delete'])],
  visibility: [IsIn(['public', 'private', 'shared', 'community'])],
  osType: [IsString(), Length(1, 64)],
  osDistro: [IsString(), Length(1, 64)],
  sizeMin: number(0, Number.MAX_SAFE_INTEGER),
  sizeMax: number(0, Number.MAX_SAFE_INTEGER),
  sort: [IsString(), MaxLength(256)],
  limit: number(1, 200),
  offset: number(0, 10_000),
};
for (const [field, decorators] of Object.entries(rules)) {
  for (const decorate of [IsOptional(), ...decorators]) decorate(ListImagesDto.prototype, field);
}

/** Config: `answer`, the one thing to send; or `images` and `version`, to answer queries from. */
servePeer(async ({ answer, images, version }) => {
  const fixed = answer && JSON.parse(Buffer.from(answer.body, 'base64').toString());
  const app = await NestFactory.create(
    moduleWith((query) => fixed ?? plainPage(images, query, version)),
    {
      logger: false,
    },
  );
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
});

function moduleWith(list) {
  class ImagesController {
    list(query) {
      return list(query);
    }
  }
  const { prototype } = ImagesController;
  const method = Object.getOwnPropertyDescriptor(prototype, 'list');
  Controller('v1/images')(ImagesController);
  UseInterceptors(CacheInterceptor)(ImagesController);
  Get()(prototype, 'list', method);
  Header('Content-Type', 'application/json; charset=utf-8')(prototype, 'list', method);
  Query()(prototype, 'list', 0);
  Reflect.defineMetadata('design:paramtypes', [ListImagesDto], prototype, 'list');

  class AppModule {}
  Module({ imports: [CacheModule.register({ ttl: 3_600_000 })], controllers: [ImagesController] })(AppModule);
  return AppModule;
}
