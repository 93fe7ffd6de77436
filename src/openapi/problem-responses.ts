import type { OpenAPIObject } from '@nestjs/swagger';

import { FAULT_CODES } from '../problems/parameter-fault.js';
import { PROBLEM_TYPE } from '../problems/problem-body.js';
import { PROBLEMS, type ProblemCode } from '../problems/problem-catalog.js';
import { answersFromCatalog } from './catalog-paths.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const METHODS = ['get', 'post'] as const;

const SCHEMAS: Schemas = {
  Problem: {
    type: 'object',
    description: 'Why a request was not answered as asked (RFC 9457).',
    required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
    properties: {
      type: { type: 'string', example: '/problems/invalid-parameter' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string', enum: Object.keys(PROBLEMS) },
      detail: { type: 'string' },
      requestId: { type: 'string' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/ParameterFault' } },
      sources: {
        type: 'array',
        items: { type: 'string' },
        description: 'With `AMBIGUOUS_ID`: the sources that have an image with this id.',
      },
    },
  },
  ParameterFault: {
    type: 'object',
    description: 'One thing that is wrong with the query.',
    required: ['parameter', 'code', 'detail'],
    properties: {
      parameter: { type: 'string' },
      code: { type: 'string', enum: [...FAULT_CODES] },
      detail: { type: 'string' },
      allowed: { type: 'array', items: { type: 'string' } },
    },
  },
};

/** What routes that answer with one thing say when there is none of it, no more, or more than one. */
const NOT_ONE: Readonly<Record<string, readonly ProblemCode[]>> = {
  '/v1/images/changes': ['VERSION_GONE'],
  '/v1/images/latest': ['IMAGE_NOT_FOUND'],
  '/v1/images/{id}': ['IMAGE_NOT_FOUND', 'AMBIGUOUS_ID'],
  '/v1/families/{family}': ['FAMILY_NOT_FOUND'],
};

/** Adds to every operation the problems that it can answer with: those of the door, of the query, of the catalogue. */
export function addProblems(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of METHODS.flatMap((method) => item[method] ?? [])) {
      for (const [status, codes] of byStatus(codesOf(path))) {
        operation.responses[status] ??= {
          description: codes.join(', '),
          content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
        };
      }
    }
  }
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...SCHEMAS } },
  };
}

function codesOf(path: string): readonly ProblemCode[] {
  const always = [
    'INVALID_PARAMETER',
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'NOT_ACCEPTABLE',
    'URI_TOO_LONG',
    'RATE_LIMITED',
    'OVERLOADED',
    'DRAINING',
  ] as const;
  if (!answersFromCatalog(path) && path !== '/v1/events') return always;
  const catalog = [
    'UPSTREAM_INVALID',
    'UPSTREAM_UNAVAILABLE',
    'UPSTREAM_REJECTED',
    'UPSTREAM_TIMEOUT',
    'NOT_READY',
  ] as const;
  return [...always, ...catalog, ...(NOT_ONE[path] ?? [])];
}

function byStatus(codes: readonly ProblemCode[]): Map<string, ProblemCode[]> {
  const groups = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(PROBLEMS[code].status);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}
