// Jest runs the sources as CommonJS: SWC turns our TypeScript and the ESM-only packages below into
// CommonJS, so that no Node flag is needed. `test/e2e/production.e2e-spec.ts` runs the real build.
const esmOnly = ['@nestjs', 'cookie', 'file-type', 'jose', 'load-esm'];
const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      parser,
      target: 'es2023',
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    },
  },
];

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: String.raw`\.(spec|e2e-spec)\.ts$`,
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFilesAfterEnv: ['<rootDir>/test/support/jest.setup.ts'],
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    [`/node_modules/(${esmOnly.join('|')})/.+\\.m?js$`]: swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  workerIdleMemoryLimit: '1GB',
  testTimeout: 20_000,
};
