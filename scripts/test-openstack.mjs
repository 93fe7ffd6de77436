// The tests against a real Keystone and a real Glance, which Debian 12 and Ubuntu 24.04 have as packages.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const PROGRAMS = [
  '/usr/bin/keystone-manage',
  '/usr/bin/keystone-wsgi-public',
  '/usr/bin/glance-manage',
  '/usr/bin/glance-api',
];
const PACKAGES = ['keystone', 'glance-api'];

const { values } = parseArgs({
  options: { images: { type: 'string', default: '60' }, install: { type: 'boolean' } },
});
if (!(Number(values.images) >= 10)) {
  console.error('--images must be a number from 10 on');
  process.exit(2);
}
if (PROGRAMS.some((path) => !existsSync(path))) {
  if (!values.install) {
    console.error(`Keystone and Glance are not installed. As root, this installs them, and starts nothing (about 2 minutes):

  npm run test:openstack -- --install`);
    process.exit(1);
  }
  install();
}
const { status } = spawnSync('npx', ['jest', '--config', 'jest.openstack.config.js', '--runInBand'], {
  stdio: 'inherit',
  env: { ...process.env, OPENSTACK_IMAGES: values.images },
});
process.exit(status ?? 1);

/** The packages' own questions are answered with no: the tests have databases and settings of their own. */
function install() {
  const answers = [
    'keystone keystone/configure_db',
    'glance-common glance/configure_db',
    'glance-common glance/configure_ksat',
  ];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  run('debconf-set-selections', [], {
    env,
    input: answers.map((name) => `${name} boolean false\n`).join(''),
  });
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], { env });
}

function run(command, args, options) {
  console.log(`${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, {
    ...options,
    stdio: [options.input ? 'pipe' : 'ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}
