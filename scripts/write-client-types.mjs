// Writes the types of the client (client/src/api-types.ts, or another file) from docs/openapi.json.
import { readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

const [file = 'client/src/api-types.ts'] = process.argv.slice(2);
const { paths, components } = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));

const schemas = Object.entries(components.schemas).map(([name, schema]) => declaration(nameOf(name), schema));
const queries = Object.values(paths)
  .flatMap((item) => item.get ?? [])
  .map(({ operationId, parameters = [] }) => [operationId, parameters.filter((each) => each.in === 'query')])
  .filter(([, parameters]) => parameters.length > 0)
  .map(([operationId, parameters]) => queryDeclaration(operationId, parameters));

const text = [
  '// Generated from docs/openapi.json by npm run generate; not to be edited.',
  ...schemas,
  ...queries,
].join('\n\n');
writeFileSync(
  file,
  await format(text, { ...(await resolveConfig('client/src/api-types.ts')), parser: 'typescript' }),
);

/** `ImageDto` is `Image` outside. */
function nameOf(schema) {
  return schema.replace(/Dto$/, '');
}

function declaration(name, schema) {
  const { properties = {}, required = [] } = schema;
  const members = Object.entries(properties).map(([key, member]) => {
    return `${comment(member)}readonly ${key}${required.includes(key) ? '' : '?'}: ${typeOf(member)};`;
  });
  return `${comment(schema)}export interface ${name} {\n${members.join('\n')}\n}`;
}

/** Of a parameter that may be repeated one value may stand alone. */
function queryDeclaration(operationId, parameters) {
  const members = parameters.map(({ name, description, required, schema }) => {
    const optional = required ? '' : '?';
    const type = schema.type === 'array' ? `${typeOf(schema.items)} | ${typeOf(schema)}` : typeOf(schema);
    return `${comment({ description })}readonly ${name}${optional}: ${type};`;
  });
  const name = `${operationId[0].toUpperCase()}${operationId.slice(1)}Query`;
  return `/** What may be asked of \`${operationId}\`. */\nexport interface ${name} {\n${members.join('\n')}\n}`;
}

function comment({ description }) {
  return description === undefined
    ? ''
    : `/** ${description.replaceAll('\n', ' ').replaceAll('*/', '*\\/')} */\n`;
}

/** Whatever the document does not use is refused, rather than guessed at. */
function typeOf(schema) {
  if (schema.$ref) return nameOf(schema.$ref.split('/').at(-1));
  if (schema.allOf?.length === 1) return typeOf(schema.allOf[0]);
  if (schema.anyOf?.some((each) => each.type === 'null' || each.$ref))
    return schema.anyOf.map(typeOf).join(' | ');
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  return [schema.type]
    .flat()
    .map((type) => ofType(type, schema))
    .join(' | ');
}

function ofType(type, { items, properties, additionalProperties, required = [] }) {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(items)})[]`;
    case 'object': {
      if (!properties) return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
      const members = Object.entries(properties).map(
        ([key, member]) => `readonly ${key}${required.includes(key) ? '' : '?'}: ${typeOf(member)}`,
      );
      return `{ ${members.join('; ')} }`;
    }
    default:
      throw new Error(`no type for ${JSON.stringify(type)}`);
  }
}
