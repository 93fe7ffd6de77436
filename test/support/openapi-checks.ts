import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import type { RawAnswer } from './door-raw-http.js';
import type { ParameterSchema } from './schema-arbitrary.js';

/** Whose bodies are no JSON value. */
const TEXT_TYPES = ['text/csv', 'application/x-ndjson'];

interface ApiParameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: boolean;
  readonly schema: ParameterSchema;
}

interface Reference {
  readonly $ref: string;
}

interface Header {
  readonly required: boolean;
  readonly schema: object;
}

interface ApiResponse {
  readonly headers?: Readonly<Record<string, Reference>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** A method of a path, with what the document says of it. */
export interface ApiOperation {
  readonly path: string;
  readonly method: string;
  readonly parameters: readonly ApiParameter[];
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

export interface ApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, Pick<ApiOperation, 'responses'> & Partial<Pick<ApiOperation, 'parameters'>>>>
    >
  >;
  readonly components: { readonly headers: Readonly<Record<string, Header>> };
}

/** Compares answers with what the document promises: status, type, headers, and the body with its schema. */
export class OpenApiChecks {
  readonly operations: readonly ApiOperation[];
  private readonly ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    strictTypes: false,
    allowUnionTypes: true,
  });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    // its types say otherwise than what is loaded where this is a CommonJS module
    addFormats.default(this.ajv);
    this.ajv.addVocabulary(['example', 'components', 'info', 'openapi', 'paths', 'servers', 'tags']);
    this.ajv.addSchema(document, 'api');
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        ...operation,
        parameters: operation.parameters ?? [],
        path,
        method: method.toUpperCase(),
      })),
    );
  }

  /** What an answer does otherwise than documented; empty where all is well. */
  faults(operation: ApiOperation, { status, headers, body }: RawAnswer): unknown[] {
    const response = operation.responses[status];
    if (!response) return [`${status} is not documented for ${operation.method} ${operation.path}`];
    return [
      ...this.headerFaults(response.headers ?? {}, headers),
      ...this.bodyFaults(operation, String(status), headers['content-type'], body),
    ];
  }

  /** Whether a value is of a schema of the document's components. */
  isA(name: string, value: unknown): boolean {
    return this.validator(`#/components/schemas/${name}`)(value);
  }

  private headerFaults(
    documented: Readonly<Record<string, Reference>>,
    headers: RawAnswer['headers'],
  ): unknown[] {
    return Object.entries(documented).flatMap(([name, { $ref }]) => {
      const header = this.document.components.headers[$ref.split('/').at(-1) ?? ''];
      const value = headers[name.toLowerCase()];
      if (!header) return [`no header ${$ref}`];
      if (value === undefined) return header.required ? [`no ${name}`] : [];
      const fits: boolean = this.validator(`${$ref}/schema`)(value);
      return fits ? [] : [`${name}: ${value}`];
    });
  }

  private bodyFaults(
    { path, method, responses }: ApiOperation,
    status: string,
    type: string | undefined,
    body: string,
  ): unknown[] {
    const types = Object.keys(responses[status]?.content ?? {});
    if (types.length === 0) return body === '' ? [] : ['a body that is not documented'];
    const [mediaType = ''] = type?.split(';') ?? [];
    if (!types.includes(mediaType)) return [`the type ${mediaType}`];
    const at = ['paths', path, method.toLowerCase(), 'responses', status, 'content', mediaType, 'schema'];
    const validate = this.validator(`#/${at.map(escape).join('/')}`);
    const isText = TEXT_TYPES.includes(mediaType);
    return validate(isText ? body : JSON.parse(body)) ? [] : (validate.errors ?? []);
  }

  private validator(pointer: string): ValidateFunction {
    const known = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `api${pointer}` });
    this.validators.set(pointer, known);
    return known;
  }
}

/** A part of a JSON pointer within a URI. */
function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
