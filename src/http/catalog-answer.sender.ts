import type { FastifyReply, FastifyRequest } from 'fastify';

import type { CatalogAnswer } from './catalog-answer.js';
import { entityTag, isNotModified } from './conditional.js';
import { encodeBody } from './content-encoding.js';
import { freshnessHeaders } from './freshness-headers.js';
import { JSON_TYPE } from './media-types.js';

/** Clients refuse headers much larger; such links are in the body all the same. */
const LONGEST_LINK_HEADER = 8_192;

/** Sends an answer made from the catalogue, with every header that depends on it, or 304 in its place. */
export async function sendCatalogAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CatalogAnswer,
): Promise<void> {
  const { snapshot, freshness, path, links } = answer;
  const etag = entityTag(snapshot.version, path, JSON_TYPE);
  reply.headers({
    ...freshnessHeaders(freshness),
    etag,
    'last-modified': new Date(snapshot.changedAt).toUTCString(),
    vary: 'Accept, Accept-Encoding',
    ...(links && linkHeader(links)),
  });
  if (isNotModified(request.headers, { etag, lastModifiedMs: snapshot.changedAt })) {
    await reply.code(304).send();
    return;
  }
  const { body, encoding } = await encodeBody(answer.body, request.headers);
  if (encoding) reply.header('content-encoding', encoding);
  await reply.type(`${JSON_TYPE}; charset=utf-8`).send(body);
}

function linkHeader(links: NonNullable<CatalogAnswer['links']>): { link?: string } {
  const targets = [
    ['first', links.first],
    ['prev', links.prev],
    ['next', links.next],
  ] as const;
  const link = targets
    .flatMap(([rel, path]) => (path === null ? [] : [`<${path}>; rel="${rel}"`]))
    .join(', ');
  return link.length <= LONGEST_LINK_HEADER ? { link } : {};
}
