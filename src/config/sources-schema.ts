import type { Setting } from './setting.js';
import { SETTINGS } from './settings.js';
import {
  REQUIRED_MEMBERS,
  SHARED_SETTINGS,
  SOURCE_MEMBER_NAMES,
  SOURCE_MEMBERS,
  type SourceMember,
} from './source-members.js';

type Way = readonly SourceMember[];
type Schema = Readonly<Record<string, unknown>>;

/** The text of `docs/sources.schema.json`: what `UPSTREAM_SOURCES_FILE` may hold, as far as JSON Schema can say it. */
export function renderSourcesSchema(): string {
  return `${JSON.stringify(schema(), undefined, 2)}\n`;
}

function schema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sources of Image Gateway',
    description: 'The file that UPSTREAM_SOURCES_FILE names. Secrets are in files of their own, never here.',
    type: 'object',
    additionalProperties: false,
    required: ['sources'],
    properties: {
      $schema: { type: 'string' },
      sources: { type: 'array', minItems: 1, items: sourceSchema() },
    },
  };
}

const TOKEN: Way = ['tokenFile'];
const USER: Way = ['usernameFile', 'passwordFile'];
const CREDENTIAL: Way = ['credentialId', 'credentialSecretFile'];
/** What can be shown to a Glance, one of them. */
const WAYS: readonly Way[] = [TOKEN, USER, CREDENTIAL];
/** What an application credential decides. */
const SCOPE: Way = ['project', 'tenantId'];

function without(way: Way, ...others: readonly Way[]): Way {
  return others.filter((other) => other !== way).flat();
}

function credentials(api: string, required: Way, excluded: Way, more: Schema = {}): Schema {
  const refused = Object.fromEntries(excluded.map((name) => [name, false]));
  return { required, properties: { api: { const: api }, ...refused, ...more } };
}

function sourceSchema(): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    required: REQUIRED_MEMBERS,
    oneOf: [
      ...[TOKEN, USER].map((way) =>
        credentials('toast-v1', ['appkeyFile', ...way], without(way, USER, TOKEN)),
      ),
      ...[TOKEN, USER].map((way) => credentials('glance-v2', way, without(way, ...WAYS))),
      credentials('glance-v2', CREDENTIAL, [...TOKEN, ...USER, ...SCOPE], { identityApi: { const: 'v3' } }),
    ],
    properties: Object.fromEntries(SOURCE_MEMBER_NAMES.map((name) => [name, memberSchema(name)])),
  };
}

function memberSchema(name: SourceMember): Schema {
  const setting: Setting<unknown> = SETTINGS[SOURCE_MEMBERS[name].setting];
  const description = describe(name, setting);
  const schema = setting.kind.schema ?? {};
  switch (SOURCE_MEMBERS[name].form) {
    case 'text':
      return { description, type: 'string', minLength: 1, ...schema };
    case 'file':
      return { description, type: 'string', minLength: 1 };
    case 'count':
      return { description, type: 'integer', ...schema };
    case 'size': {
      const { pattern, ...bounds } = schema;
      return {
        description,
        anyOf: [
          { type: 'integer', ...bounds },
          { type: 'string', pattern },
        ],
      };
    }
    case 'flag':
      return { description, type: 'boolean' };
  }
}

function describe(name: SourceMember, setting: Setting<unknown>): string {
  const member: { setting: string; form: string; about?: string } = SOURCE_MEMBERS[name];
  const value =
    member.form === 'file' ? 'Value: the path of a file that holds it.' : `Value: ${setting.kind.form}.`;
  const otherwise = otherwiseOf(name, setting);
  return [
    member.about ?? setting.about,
    value,
    ...(otherwise === undefined ? [] : [`Without it: ${otherwise}.`]),
  ]
    .join(' ')
    .replaceAll('`', '');
}

function otherwiseOf(name: SourceMember, setting: Setting<unknown>): string | undefined {
  if (REQUIRED_MEMBERS.some((required) => required === name)) return undefined;
  const variable = SHARED_SETTINGS.find((shared) => shared === SOURCE_MEMBERS[name].setting);
  return variable === undefined ? setting.default : `as ${variable} says`;
}
