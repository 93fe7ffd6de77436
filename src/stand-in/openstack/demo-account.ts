import type { OpenStackAccount } from './openstack.types.js';

/** What the stand-in accepts unless told otherwise. Made up: these open nothing anywhere else. */
export const DEMO_ACCOUNT: OpenStackAccount = {
  username: 'demo@example.test',
  password: 'demo-api-password',
  domain: { id: 'default', name: 'Default' },
  project: { id: '0123456789abcdef0123456789abcdef', name: 'catalog' },
  credential: { id: '21dced0fd20347869b93710d2b98aae0', secret: 'demo-credential-secret' },
};

/** The project that owns the public images. */
export const VENDOR_PROJECT = 'c0ffee00c0ffee00c0ffee00c0ffee00';
