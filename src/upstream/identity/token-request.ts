import type { IdentityConfig, IdentityCredentials } from '../../config/glance-config.js';

/** What is sent to a Keystone to be given a token. */
export interface TokenRequest {
  readonly url: string;
  /** Holds credentials in the clear. */
  readonly json: unknown;
}

/**
 * The request for a token: of the identity API v3, "Password authentication with scoped authorization" and
 * "Authenticating with an Application Credential", or of v2.0, "Authenticate".
 *
 * All files of secrets are read anew, so that a user and a password are of one version.
 */
export function tokenRequest({ url, credentials }: IdentityConfig): TokenRequest {
  const version = credentials.kind === 'v2.0-password' ? '/v2.0/tokens' : '/v3/auth/tokens';
  return { url: url + version, json: { auth: authOf(credentials) } };
}

function authOf(credentials: IdentityCredentials): unknown {
  switch (credentials.kind) {
    case 'v2.0-password': {
      const { tenantId, username, password } = credentials;
      return {
        tenantId,
        passwordCredentials: { username: username.reread().reveal(), password: password.reread().reveal() },
      };
    }
    case 'v3-password': {
      const domain = domainOf(credentials.domain);
      const user = {
        name: credentials.username.reread().reveal(),
        domain,
        password: credentials.password.reread().reveal(),
      };
      const { project } = credentials;
      return {
        identity: { methods: ['password'], password: { user } },
        scope: { project: 'id' in project ? project : { ...project, domain } },
      };
    }
    case 'application-credential': {
      // no scope: the credential has one, and a request with another is refused
      const { id, secret } = credentials;
      const credential = { id, secret: secret.reread().reveal() };
      return {
        identity: { methods: ['application_credential'], application_credential: credential },
      };
    }
  }
}

/** Ids of domains are 32 hexadecimal digits, but for that of the first one, which every Keystone has. */
function domainOf(text: string): { readonly id: string } | { readonly name: string } {
  return text === 'default' || /^[0-9a-f]{32}$/.test(text) ? { id: text } : { name: text };
}
