import { writeFileSync } from 'node:fs';

import { loadConfig } from '../config/load-config.js';
import { Gateway } from '../gateway.js';
import { SystemClock } from '../observability/clock.js';
import { Log } from '../observability/log.js';
import { createOpenApiDocument } from './openapi-document.js';

/** Writes the API's document to a file (`docs/openapi.json` unless another is named), without listening. */
const [file = 'docs/openapi.json'] = process.argv.slice(2);

const loaded = loadConfig({
  ACCESS_MODE: 'anonymous',
  UPSTREAM_APPKEY: 'not-used',
  UPSTREAM_TOKEN: 'not-used',
});
const gateway = await Gateway.create(
  loaded,
  new Log('silent', (text) => text, process.stdout),
  new SystemClock(),
);
const document = createOpenApiDocument(gateway.app, { keys: true, tokens: true });
writeFileSync(file, `${JSON.stringify(sorted(document), undefined, 2)}\n`);
process.exit(0);

/** Keys in one order, so that a difference in git is a difference of the API. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
