import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { CloudClient, type CloudUser } from './cloud-client.js';
import { writeGlanceFiles, writeKeystoneFiles, type CloudPlan } from './openstack-files.js';

/** The distribution's own Python and programs, not others that may come first. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: tmpdir(), LANG: 'C.UTF-8' };
const ADMIN: CloudUser = { user: 'admin', password: 'Admin/pass+word 1', project: 'admin' };
export const MEMBER: CloudUser = { user: 'member', password: 'Member/pass+word 2', project: 'catalog' };
export const REGION = 'RegionOne';

/** A real Keystone and a real Glance on loopback, with databases of their own. */
export class RealCloud {
  private keystone: ChildProcess | undefined;
  private glance: ChildProcess | undefined;

  private constructor(private plan: CloudPlan) {}

  static async start(): Promise<RealCloud> {
    const folder = mkdtempSync(join(tmpdir(), 'openstack-'));
    const [identityPort, imagePort] = [await freePort(), await freePort()];
    const plan = {
      folder,
      identityPort,
      imagePort,
      servicePassword: 'Service/pass+word 3',
      tokenSeconds: 3_600,
    };
    const cloud = new RealCloud(plan);
    try {
      cloud.makeIdentity();
      await cloud.startKeystone();
      await cloud.makeUsers();
      execFileSync('/usr/bin/glance-manage', ['--config-file', writeGlanceFiles(plan), 'db_sync'], quietly());
      await cloud.startGlance();
      return cloud;
    } catch (error) {
      await cloud.discard();
      throw error;
    }
  }

  get identityUrl(): string {
    return `http://127.0.0.1:${this.plan.identityPort}`;
  }

  get imageUrl(): string {
    return `http://127.0.0.1:${this.plan.imagePort}`;
  }

  asMember(): Promise<CloudClient> {
    return CloudClient.login(this.identityUrl, this.imageUrl, MEMBER);
  }

  asAdmin(): Promise<CloudClient> {
    return CloudClient.login(this.identityUrl, this.imageUrl, ADMIN);
  }

  /** From now on tokens live so long; those that were issued keep their end. */
  async issueFor(tokenSeconds: number): Promise<void> {
    this.plan = { ...this.plan, tokenSeconds };
    await end(this.keystone);
    await this.startKeystone();
  }

  async startGlance(): Promise<void> {
    this.glance = run('/usr/bin/glance-api', ['--config-file', writeGlanceFiles(this.plan)]);
    await answers(`${this.imageUrl}/`, this.glance);
  }

  async stopGlance(): Promise<void> {
    await end(this.glance);
  }

  async discard(): Promise<void> {
    await end(this.glance);
    await end(this.keystone);
    rmSync(this.plan.folder, { recursive: true, force: true });
  }

  /** What Glance says of itself, for a test that fails. */
  get glanceLog(): string {
    return readFileSync(join(this.plan.folder, 'glance', 'log'), 'utf8');
  }

  private makeIdentity(): void {
    const manage = (...args: readonly string[]): void => {
      const settings = ['--config-file', writeKeystoneFiles(this.plan)];
      execFileSync('/usr/bin/keystone-manage', [...settings, ...args], quietly());
    };
    const urls = ['public', 'internal', 'admin'].flatMap((kind) => [
      `--bootstrap-${kind}-url`,
      `${this.identityUrl}/v3/`,
    ]);
    manage('db_sync');
    const group = execFileSync('/usr/bin/id', ['-gn'], { encoding: 'utf8' }).trim();
    const owner = ['--keystone-user', userInfo().username, '--keystone-group', group];
    manage('fernet_setup', ...owner);
    manage('credential_setup', ...owner);
    manage('bootstrap', '--bootstrap-password', ADMIN.password, '--bootstrap-region-id', REGION, ...urls);
  }

  private async startKeystone(): Promise<void> {
    const settings = { OS_KEYSTONE_CONFIG_FILES: writeKeystoneFiles(this.plan) };
    const where = ['--host', '127.0.0.1', '--port', String(this.plan.identityPort)];
    this.keystone = run('/usr/bin/keystone-wsgi-public', where, settings);
    await answers(`${this.identityUrl}/v3`, this.keystone);
  }

  private async makeUsers(): Promise<void> {
    const admin = await this.asAdmin();
    const { roles } = await admin.identity<{ roles: { id: string; name: string }[] }>('GET', '/roles');
    const roleOf = (name: string): string => roles.find((role) => role.name === name)?.id ?? '';
    const glance = { user: 'glance', password: this.plan.servicePassword, project: 'service' };
    for (const [{ user, password, project }, role] of [
      [glance, 'admin'],
      [MEMBER, 'member'],
    ] as const) {
      const made = await admin.identity<{ project: { id: string } }>('POST', '/projects', {
        project: { name: project, domain_id: 'default' },
      });
      const body = { user: { name: user, password, domain_id: 'default' } };
      const { user: account } = await admin.identity<{ user: { id: string } }>('POST', '/users', body);
      await admin.identity('PUT', `/projects/${made.project.id}/users/${account.id}/roles/${roleOf(role)}`);
    }
    const { service } = await admin.identity<{ service: { id: string } }>('POST', '/services', {
      service: { type: 'image', name: 'glance' },
    });
    const endpoint = { service_id: service.id, interface: 'public', url: this.imageUrl, region_id: REGION };
    await admin.identity('POST', '/endpoints', { endpoint });
  }
}

function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(program, args, { env: { ...ENVIRONMENT, ...env }, stdio: 'ignore' });
}

function quietly(): { env: Readonly<Record<string, string>>; stdio: 'ignore' } {
  return { env: ENVIRONMENT, stdio: 'ignore' };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const status = (): Promise<number> =>
    fetch(url).then(
      ({ status: code }) => code,
      () => 0,
    );
  await eventually(status, (code) => code !== 0 || child.exitCode !== null, 60_000);
  if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with code ${child.exitCode}`);
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(impatience);
}
