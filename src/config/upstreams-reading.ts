import { given, type Environment } from './environment.js';
import type { KnownSecrets } from './known-secrets.js';
import { PlainSettings } from './plain-settings.js';
import type { ReplaceableFiles } from './replaceable-files.js';
import { SecretSettings } from './secret-settings.js';
import type { FaultList } from './setting-faults.js';
import { SOURCES_FILE, SourceFaults } from './source-faults.js';
import { memberOf, SHARED_SETTINGS, SOURCE_MEMBER_NAMES, variableOf } from './source-members.js';
import { decodeSources, type WrittenSource } from './sources-file.js';
import { readUpstream, type ReadUpstream } from './read-upstream.js';
import { WatchedFile } from './watched-file.js';

/** Where upstreams are read from, and who is told of what they need. */
export interface UpstreamOrigin {
  readonly env: Environment;
  readonly faults: FaultList;
  readonly known: KnownSecrets;
  readonly files: ReplaceableFiles;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  /** The file of sources, where somebody has read it already. */
  readonly sourcesText?: string | undefined;
}

/** The upstreams, at least one unless something is wrong, and the text of their file, if they have one. */
export interface ReadUpstreams {
  readonly upstreams: readonly ReadUpstream[];
  readonly sourcesText: string | undefined;
}

/** Reads the one upstream of the settings, or those of `UPSTREAM_SOURCES_FILE`; what is wrong is noted. */
export function readUpstreams(
  origin: UpstreamOrigin,
  plain: PlainSettings,
  secrets: SecretSettings,
): ReadUpstreams {
  const { env, faults } = origin;
  const path = plain.optional(SOURCES_FILE);
  if (path === undefined && !faults.concern(SOURCES_FILE))
    return { upstreams: [readUpstream(plain, secrets, faults)], sourcesText: undefined };
  refuseOthers(env, faults);
  const sourcesText = origin.sourcesText ?? (path === undefined ? undefined : readText(path, faults));
  if (sourcesText === undefined) return { upstreams: [], sourcesText };
  // noted once, and not for each source
  for (const name of SHARED_SETTINGS) plain.optional(name);
  const written = decodeSources(sourcesText, (fault) => faults.add(SOURCES_FILE, fault));
  return { upstreams: written.map((source) => readSource(source, origin)), sourcesText };
}

function readSource(source: WrittenSource, { env, faults, known, files, now }: UpstreamOrigin): ReadUpstream {
  const own: Record<string, string | undefined> = {};
  for (const name of SHARED_SETTINGS) if (!faults.concern(name)) own[name] = env[name];
  for (const [member, text] of source.values) own[variableOf(member)] = text;
  const ownFaults = new SourceFaults(faults, source);
  const nameOf = (variable: string): string => `${source.at}.${memberOf(variable) ?? variable}`;
  const secrets = new SecretSettings(own, ownFaults, known, files, now, nameOf);
  return readUpstream(new PlainSettings(own, ownFaults), secrets, ownFaults);
}

function readText(path: string, faults: FaultList): string | undefined {
  const content = new WatchedFile(path).changed();
  if (content && 'text' in content) return content.text;
  faults.add(SOURCES_FILE, `cannot be read (${content?.unreadable ?? 'unknown reason'})`);
  return undefined;
}

/** Settings that say which upstream, and as whom, are each source's own. */
function refuseOthers(env: Environment, faults: FaultList): void {
  const shared: readonly string[] = SHARED_SETTINGS;
  for (const member of SOURCE_MEMBER_NAMES) {
    const variable = variableOf(member);
    if (shared.includes(variable)) continue;
    for (const name of new Set([variable.replace(/_FILE$/, ''), variable]))
      if (given(env, name) !== undefined)
        faults.add(name, `is given together with ${SOURCES_FILE}; remove it, each source has its own`);
  }
}
