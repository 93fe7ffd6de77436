// Puts the gateway and the packages it needs into few files, because a start that opens 1,400 files takes three times as long.
import { build } from 'esbuild';

/** The programs of the gateway, relative to `dist`; each keeps its name. What they share goes into files beside them. */
const PROGRAMS = ['main', 'worker', 'workshop/workshop.thread'];

/** What NestJS loads only where it is used, which is not here; and what is read as files, not as a program. */
const LEFT_OUT = [
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'class-transformer',
  'class-transformer/*',
  'swagger-ui-dist',
];

await build({
  entryPoints: PROGRAMS.map((name) => `dist/${name}.js`),
  outbase: 'dist',
  outdir: 'dist',
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  chunkNames: 'bundle-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: LEFT_OUT,
  sourcemap: true,
  // packages that are CommonJS ask for Node's own modules by `require`
  banner: {
    js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
