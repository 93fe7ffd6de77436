// The tests against a real Keystone and a real Glance, which Debian 12 and Ubuntu 24.04 have as packages.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
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
    console.error(`Keystone and Glance are not installed. This installs them as root, and starts nothing (about 2 minutes):

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
  const input = answers.map((name) => `${name} boolean false\n`).join('');
  runAsRoot('debconf-set-selections', [], { env, input });
  runAsRoot('apt-get', ['update', '-qq'], { env });
  runAsRoot('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], { env });
}

function runAsRoot(command, args, options) {
  if (userInfo().uid === 0) run(command, args, options);
  else run('sudo', ['--preserve-env', command, ...args], options);
}

function run(command, args, options) {
  console.log(`${command} ${args.join(' ')}`);
  const { status } = spawnSync(command, args, {
    ...options,
    stdio: [options.input ? 'pipe' : 'ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}
