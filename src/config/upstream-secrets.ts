import type { UpstreamConfig } from './app-config.js';
import type { SecretSource } from './secret-source.js';

/** All secrets that are shown to an upstream; the first is the same for all gateways that list the same project. */
export function upstreamSecrets(config: UpstreamConfig): readonly [SecretSource, ...SecretSource[]] {
  if (config.api === 'toast-v1') {
    const { appkey, credentials } = config;
    return credentials.kind === 'token'
      ? [appkey, credentials.token]
      : [appkey, credentials.username, credentials.password];
  }
  const { access } = config;
  if (access.kind === 'token') return [access.token];
  const { credentials } = access.identity;
  return credentials.kind === 'application-credential'
    ? [credentials.secret]
    : [credentials.password, credentials.username];
}
