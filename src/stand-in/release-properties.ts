import type { ProductClass } from './real-images.js';

interface ProductLine {
  /** The groups, joined by a blank, are the version that the vendor prints. */
  readonly name: RegExp;
  readonly osDistro: string;
  readonly loginUsername: string;
}

const LINES: readonly ProductLine[] = [
  { name: /^CentOS (\d+\.\d+)/, osDistro: 'CentOS', loginUsername: 'centos' },
  { name: /^Ubuntu (Server \d+\.\d+)\.\d+ (LTS)/, osDistro: 'ubuntu', loginUsername: 'ubuntu' },
  { name: /^Rocky Linux (\d+\.\d+)/, osDistro: 'rocky', loginUsername: 'rocky' },
  { name: /^Debian (\d+)\.\d+ (\w+)/, osDistro: 'debian', loginUsername: 'debian' },
  { name: /^Windows (\d{4}(?: R2)? STD)/, osDistro: 'Windows', loginUsername: 'Administrator' },
];

const OLD = { os_architecture: 'amd64', hypervisor_type: 'qemu' };
const MIDDLE = { os_architecture: 'amd64', monitoring_agent: 'sysmon', project_domain: 'NORMAL' };
const RECENT = {
  os_architecture: 'amd64',
  monitoring_agent: 'sysmon',
  tc_env: 'cloudmon,sysmon',
  project_domain: 'WDI;NORMAL',
  deprecate_date: 'null',
  min_cpu: '0',
  max_cpu: '',
  nhncloud_product: 'compute',
  nhncloud_allow_gpu_flavor: 'false',
  nhncloud_allow_nks_cpu_flavor: 'false',
  nhncloud_allow_nks_gpu_flavor: 'false',
  nhncloud_allow_download: 'false',
  nhncloud_allow_cgroup: 'v2',
  hw_qemu_guest_agent: 'yes',
  hw_vif_multiqueue_enabled: 'true',
  hw_cpu_sockets: '1',
};
const RECENT_OF: Readonly<Record<ProductClass, Readonly<Record<string, string>>>> = {
  os: { ...RECENT, nhncloud_category: 'OS' },
  nat: RECENT,
  app: RECENT,
  appliance: RECENT,
  gpu: { ...RECENT, nhncloud_product: 'gpu', nhncloud_allow_gpu_flavor: 'true' },
  container: { ...RECENT, nhncloud_product: 'container', nhncloud_allow_nks_cpu_flavor: 'true' },
};

/** What the properties of a public image are derived from. */
export interface ReleaseFacts {
  /** The name without date and language. */
  readonly base: string;
  readonly productClass: ProductClass;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly description: string;
  /** 32 hex digits; some images name one in `tc_env`. */
  readonly agentKey: string;
}

/**
 * The properties of a public image, in the spelling of its time: images up to 2020 name the hypervisor,
 * those from 2024 on carry the vendor's own keys, and an appliance names no distribution.
 */
export function releaseProperties(facts: ReleaseFacts): Readonly<Record<string, string>> {
  const { date, description, productClass, agentKey } = facts;
  const own = system(facts);
  if (date < '2021') return { ...OLD, ...own, description };
  if (date < '2024') return { ...MIDDLE, ...own, description, tc_env: `sysmon,${agentKey}` };
  return { ...RECENT_OF[productClass], ...own, description, release_date: date.replaceAll('-', '.') };
}

function system({ base, date }: ReleaseFacts): Readonly<Record<string, string>> {
  for (const line of LINES) {
    const match = line.name.exec(base);
    if (!match) continue;
    const windows = date < '2021' ? 'Windows' : 'windows';
    return {
      os_type: line.osDistro === 'Windows' ? windows : 'linux',
      os_distro: line.osDistro,
      os_version: match.slice(1).join(' '),
      login_username: line.loginUsername,
    };
  }
  return { os_type: 'linux' };
}
