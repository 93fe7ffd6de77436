import type { Fault } from './fault.js';
import type { Operation } from './stand-in.types.js';

/** Faults for one operation, as `PUT /_control/faults` takes them. */
export interface FaultOrder {
  readonly operation: Operation;
  readonly faults: readonly Fault[];
  readonly times: number | undefined;
}

/** A generated catalogue, as `PUT /_control/images` takes it. */
export interface CatalogOrder {
  readonly count: number;
  readonly seed: number | undefined;
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const positive: Check = (value) => typeof value === 'number' && value > 0;
const flag: Check = (value) => typeof value === 'boolean';
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const texts: Check = (value) => Object.values(fieldsOf(value)).every(text);
const anything: Check = (value) => value !== undefined;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const FIELDS: Readonly<Record<Fault['kind'], Readonly<Record<string, Check>>>> = {
  status: {
    status: (value) => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599,
    headers: optional(texts),
    body: optional(text),
  },
  envelope: { code: number, message: optional(text), withPayload: optional(flag) },
  body: { body: text, contentType: optional(text) },
  json: { json: anything },
  rows: { rows: Array.isArray },
  token: { lifetimeSeconds: optional(number), fields: optional(object) },
  reset: {},
  hang: { at: (value) => value === 'headers' || value === 'body' },
  drip: { bytesPerSecond: optional(positive) },
  truncate: {},
  huge: { bytes: positive, encoding: optional((value) => value === 'gzip') },
  delay: { ms: number },
  raw: { bytes: text, then: (value) => value === 'close' || value === 'reset' || value === 'hang' },
};

const CHECKS = new Map(Object.entries(FIELDS));

/** @throws TypeError that says what is wrong */
export function readFaultOrder(order: unknown): FaultOrder {
  const { operation, faults, times } = fieldsOf(order);
  if (operation !== 'tokens' && operation !== 'images') throw new TypeError('operation: tokens or images');
  if (!Array.isArray(faults)) throw new TypeError('faults: a list');
  if (times !== undefined && (typeof times !== 'number' || times < 1))
    throw new TypeError('times: 1 or more');
  return { operation, faults: faults.map(readFault), times };
}

/** @throws TypeError that says what is wrong */
export function readCatalogOrder(order: unknown): CatalogOrder {
  const { count, seed } = fieldsOf(order);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0 || count > 100_000) {
    throw new TypeError('count: a whole number from 0 to 100000');
  }
  if (seed !== undefined && typeof seed !== 'number') throw new TypeError('seed: a number');
  return { count, seed };
}

function readFault(value: unknown): Fault {
  const fields = fieldsOf(value);
  const kind = String(fields['kind']);
  const checks = CHECKS.get(kind);
  if (!checks) throw new TypeError(`kind: one of ${[...CHECKS.keys()].join(', ')}`);
  const wrong = Object.entries(checks).find(([name, check]) => !check(fields[name]));
  if (wrong) throw new TypeError(`${kind}: ${wrong[0]} is missing or of the wrong type`);
  // Every field of that kind has just been checked.
  return fields as unknown as Fault;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('a JSON object is needed');
  return Object.fromEntries(Object.entries(value));
}
