// `npm run test:openstack`: no part of `npm test`, because it needs Keystone and Glance.
import base from './jest.config.js';

const { workerIdleMemoryLimit: _ofManyFiles, ...shared } = base;

export default {
  ...shared,
  roots: ['<rootDir>/test/openstack'],
  testRegex: String.raw`\.openstack\.ts$`,
};
