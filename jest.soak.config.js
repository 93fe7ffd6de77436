// `npm run soak`: no part of `npm test`, and as long as it is told to be.
import base from './jest.config.js';

const { workerIdleMemoryLimit: _ofManyFiles, ...shared } = base;

export default {
  ...shared,
  roots: ['<rootDir>/test/soak'],
  testRegex: String.raw`\.soak\.ts$`,
};
