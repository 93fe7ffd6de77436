// Who may import whom among the folders of src/ (docs/architecture.md draws it). Anything not listed is an error.
const MAY_IMPORT = {
  domain: [],
  json: [],
  config: ['domain'],
  observability: [],
  lifecycle: ['observability'],
  upstream: ['domain', 'json', 'config', 'observability'],
  redis: ['config', 'observability'],
  catalog: ['domain', 'json', 'config', 'observability', 'lifecycle', 'upstream', 'redis'],
  workshop: ['domain', 'config', 'observability', 'upstream', 'catalog'],
  problems: ['observability', 'catalog'],
  'rate-limits': ['domain', 'config', 'observability', 'redis', 'catalog', 'problems'],
  access: ['domain', 'config', 'observability', 'problems'],
  parameters: ['domain', 'problems'],
  http: [
    'domain',
    'observability',
    'lifecycle',
    'catalog',
    'problems',
    'access',
    'rate-limits',
    'parameters',
  ],
  answers: [
    'domain',
    'config',
    'observability',
    'lifecycle',
    'catalog',
    'problems',
    'access',
    'rate-limits',
    'http',
  ],
  images: ['domain', 'config', 'catalog', 'problems', 'access', 'parameters', 'http', 'answers'],
  families: ['domain', 'catalog', 'problems', 'access', 'http', 'answers', 'images'],
  'catalog-api': ['observability', 'catalog', 'access', 'parameters', 'http', 'upstream'],
  management: ['config', 'observability', 'lifecycle', 'catalog', 'problems', 'http'],
  cluster: [
    'domain',
    'config',
    'observability',
    'lifecycle',
    'catalog',
    'upstream',
    'workshop',
    'rate-limits',
    'management',
  ],
  openapi: ['access', 'problems', 'http'],
  'stand-in': [],
};

// Files that put the rooms together, and may see all of them but the stand-in.
const ASSEMBLY =
  '^src/(main|serve|serve-cluster|worker|serve-worker|program|primary|worker-gateway|gateway|public-app|workshop-thread|app\\.module|openapi/write-openapi)\\.ts$';

const directions = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${allowed.join(', ') || 'no other folder'}`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: ASSEMBLY },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'no-circular',
      comment: 'A cycle has no reading order, and with decorator metadata it fails at the start.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-without-directions',
      comment: 'A new folder of src/ needs its line in MAY_IMPORT.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(MAY_IMPORT).join('|')})/` },
      to: {},
    },
    {
      name: 'catalog-knows-the-port-only',
      comment: 'Which upstream runs is the business of src/upstream alone.',
      severity: 'error',
      from: { path: '^src/(catalog|catalog-api)/', pathNot: '\\.spec\\.ts$|\\.module\\.ts$' },
      to: {
        path: '^src/upstream/',
        pathNot: '^src/upstream/(image-source\\.port|listing-reader\\.port|upstream\\.errors)\\.ts$',
      },
    },
    {
      name: 'answers-know-views-only',
      comment:
        'Whoever answers callers asks a CatalogView, which knows what its caller may see; never all images.',
      severity: 'error',
      from: { path: '^src/(access|http|answers|images|families|catalog-api)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/catalog/(catalog-snapshot|catalog-indexes|current-catalog|listing|matching)\\.ts$' },
    },
    {
      name: 'problems-know-errors-only',
      comment: 'The filter maps the errors of the catalogue; it asks it nothing.',
      severity: 'error',
      from: { path: '^src/problems/' },
      to: { path: '^src/catalog/', pathNot: '^src/catalog/catalog\\.errors\\.ts$' },
    },
    {
      name: 'nobody-imports-the-stand-in',
      comment: 'A production start can never fall back to the stand-in, because nothing can reach it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/stand-in/' },
      to: { path: '^src/stand-in/' },
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
