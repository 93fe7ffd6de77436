import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the parts of one cloud are, and what they are told. */
export interface CloudPlan {
  /** Everything that it writes is below it. */
  readonly folder: string;
  readonly identityPort: number;
  readonly imagePort: number;
  readonly servicePassword: string;
  readonly tokenSeconds: number;
}

/** @returns the path of Keystone's settings, which are written anew */
export function writeKeystoneFiles({ folder, identityPort, tokenSeconds }: CloudPlan): string {
  const home = makeFolder(folder, 'keystone');
  const keys = makeFolder(home, 'fernet-keys');
  const credentials = makeFolder(home, 'credential-keys');
  return writeSettings(join(home, 'keystone.conf'), {
    DEFAULT: { log_file: join(home, 'log'), public_endpoint: `http://127.0.0.1:${identityPort}/` },
    database: { connection: `sqlite:///${join(home, 'db.sqlite')}?timeout=30` },
    token: { provider: 'fernet', expiration: tokenSeconds },
    fernet_tokens: { key_repository: keys },
    fernet_receipts: { key_repository: keys },
    credential: { key_repository: credentials },
  });
}

/** @returns the path of Glance's settings, which are written anew */
export function writeGlanceFiles({ folder, identityPort, imagePort, servicePassword }: CloudPlan): string {
  const home = makeFolder(folder, 'glance');
  const [images, staging, tasks, lock] = ['images', 'staging', 'tasks', 'lock'].map((name) =>
    makeFolder(home, name),
  );
  return writeSettings(join(home, 'glance-api.conf'), {
    DEFAULT: {
      bind_host: '127.0.0.1',
      bind_port: imagePort,
      workers: 1,
      log_file: join(home, 'log'),
      enabled_backends: 'file:file',
      api_limit_max: 1_000,
      limit_param_default: 25,
    },
    database: { connection: `sqlite:///${join(home, 'db.sqlite')}?timeout=30` },
    glance_store: { default_backend: 'file' },
    file: { filesystem_store_datadir: images! },
    os_glance_staging_store: { filesystem_store_datadir: staging! },
    os_glance_tasks_store: { filesystem_store_datadir: tasks! },
    oslo_concurrency: { lock_path: lock! },
    paste_deploy: { flavor: 'keystone', config_file: '/usr/share/glance-common/glance-api-paste.ini' },
    keystone_authtoken: {
      auth_type: 'password',
      auth_url: `http://127.0.0.1:${identityPort}/v3`,
      www_authenticate_uri: `http://127.0.0.1:${identityPort}`,
      username: 'glance',
      password: servicePassword,
      project_name: 'service',
      user_domain_name: 'Default',
      project_domain_name: 'Default',
      service_type: 'image',
      // a token that has ended is refused at once, as the tests expect
      token_cache_time: -1,
    },
  });
}

type Settings = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

function makeFolder(...path: readonly string[]): string {
  const folder = join(...path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function writeSettings(path: string, sections: Settings): string {
  const lines = Object.entries(sections).flatMap(([section, settings]) => [
    `[${section}]`,
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
  ]);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
