import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import uiPath from 'swagger-ui-dist/absolute-path.js';

/** The files of Swagger UI that the page loads, by the name under `/docs/`. */
const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

export type DocsAsset = keyof typeof ASSETS;

/** Everything comes from this service, so that the page works without the internet and runs nothing foreign. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the page tells browsers, beyond or in place of what every answer does. */
export const DOCS_HEADERS = {
  'content-security-policy': DOCS_POLICY,
  'cross-origin-opener-policy': 'same-origin',
} as const;

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Image Gateway API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true });\n`;

/** The OpenAPI document and the page that shows it, made when first asked for. */
@Injectable()
export class DocsPage {
  readonly html = HTML;
  readonly start = START;
  private make: (() => OpenAPIObject) | undefined;
  private made: string | undefined;
  private readonly assets = new Map<DocsAsset, Promise<Buffer>>();

  documentFrom(make: () => OpenAPIObject): void {
    this.make = make;
  }

  /** The document as JSON. */
  document(): string {
    this.made ??= JSON.stringify(this.make?.());
    return this.made;
  }

  /** Read once: all answers have the same bytes, however many of them wait for slow readers. */
  async asset(name: DocsAsset): Promise<{ type: string; body: Buffer }> {
    const body = this.assets.get(name) ?? readFile(join(uiPath(), name));
    this.assets.set(name, body);
    body.catch(() => this.assets.delete(name));
    return { type: ASSETS[name], body: await body };
  }
}
