import type { UpstreamConfig } from '../config/app-config.js';
import type { GlanceConfig } from '../config/glance-config.js';
import { FixedToken } from './fixed-token.js';
import { glancePages } from './glance-v2/glance-pages.js';
import { KeystoneSession, type SessionParts } from './identity/keystone-session.js';
import type { ImageSource } from './image-source.port.js';
import type { ImagePages } from './listing/page-walk.js';
import { PagedImageSource } from './paged-image-source.adapter.js';
import { toastPages } from './toast-v1/toast-pages.js';
import { toastTokens } from './toast-v1/toast-token.provider.js';
import type { TokenSupply } from './token-cache.js';

/** Where the pages of an upstream are, and what is shown there. */
interface Way {
  readonly pages: ImagePages;
  readonly tokens: TokenSupply;
}

/** The source of one upstream, by the API that it speaks. */
export function imageSourceOf(config: UpstreamConfig, parts: SessionParts): ImageSource {
  const { http, clock, knownSecrets } = parts;
  const { pages, tokens } =
    config.api === 'glance-v2'
      ? glanceWay(config, parts)
      : { pages: toastPages(config), tokens: toastTokens(config, http, clock, knownSecrets) };
  return new PagedImageSource(config, pages, tokens, http, clock);
}

function glanceWay(config: GlanceConfig, parts: SessionParts): Way {
  const { access } = config;
  if (access.kind === 'token')
    return { pages: glancePages(config, () => access.url), tokens: new FixedToken(access.token) };
  const session = new KeystoneSession(config, access, parts);
  return { pages: glancePages(config, () => session.endpoint()), tokens: session.tokens };
}
