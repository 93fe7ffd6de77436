import type { OpenStackAccount } from './openstack.types.js';

/** What is thought of a request for a token. */
export type Verdict = 'good' | 'refused' | 'malformed';

type Fields = Readonly<Record<string, unknown>>;

/** API v2.0 as the vendor has it: a tenant by id, a user name and a password. */
export function acceptsV2(body: unknown, account: OpenStackAccount): Verdict {
  const auth = fieldsOf(body)['auth'];
  const given = fieldsOf(fieldsOf(auth)['passwordCredentials']);
  if (typeof given['username'] !== 'string' || typeof given['password'] !== 'string') return 'malformed';
  const isRight =
    given['username'] === account.username &&
    given['password'] === account.password &&
    fieldsOf(auth)['tenantId'] === account.project.id;
  return isRight ? 'good' : 'refused';
}

/** API v3: a password for a project, or an application credential, which must not name one. */
export function acceptsV3(body: unknown, account: OpenStackAccount): Verdict {
  const auth = fieldsOf(fieldsOf(body)['auth']);
  const identity = fieldsOf(auth['identity']);
  const [method] = Array.isArray(identity['methods']) ? identity['methods'].map(String) : [];
  switch (method) {
    case 'password': {
      const user = fieldsOf(fieldsOf(identity['password'])['user']);
      return verdict(isUser(user, account) && isScope(fieldsOf(auth['scope'])['project'], account));
    }
    case 'application_credential': {
      const { id, secret } = fieldsOf(identity['application_credential']);
      const isRight = id === account.credential.id && secret === account.credential.secret;
      return verdict(isRight && auth['scope'] === undefined);
    }
    default:
      return 'malformed';
  }
}

function isUser(user: Fields, { username, password, domain }: OpenStackAccount): boolean {
  return user['name'] === username && user['password'] === password && isDomain(user['domain'], domain);
}

function isScope(given: unknown, { project, domain }: OpenStackAccount): boolean {
  const scope = fieldsOf(given);
  if (scope['id'] !== undefined) return scope['id'] === project.id;
  return scope['name'] === project.name && isDomain(scope['domain'], domain);
}

function isDomain(given: unknown, { id, name }: OpenStackAccount['domain']): boolean {
  const domain = fieldsOf(given);
  return domain['id'] === undefined ? domain['name'] === name : domain['id'] === id;
}

function verdict(isRight: boolean): Verdict {
  return isRight ? 'good' : 'refused';
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value));
}
