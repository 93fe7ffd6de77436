import { SORTABLE } from './query-arbitrary.js';
import type { QueryParameters, ServedImage } from './reference-filter.js';

/**
 * What is wrong with a query by the table of faults in `docs/problems.md` and the parameters in `docs/api.md`, read
 * plainly and without a line of the gateway's own. Faults are `parameter CODE`.
 */
export interface ExpectedFaults {
  /** Each must be told. */
  readonly certain: ReadonlySet<string>;
  /** May be told or not: the documentation says nothing of a fault that only follows from another. */
  readonly possible: ReadonlySet<string>;
}

/** A part of a query as it was decoded; `undefined` where it cannot be. */
export type DecodedPart = readonly [name: string, value: string | undefined];

/** The most basic code that fits a value; more than one where elements of a list have their own. */
type Judge = (value: string) => readonly string[];

interface Kind {
  readonly judge: Judge;
  /** How often it may be given. */
  readonly most: number;
  readonly tooMany: 'REPEATED_PARAMETER' | 'TOO_MANY_VALUES';
}

const SAFE = 2n ** 53n - 1n;
const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  B: 1n,
  ...Object.fromEntries(['kB', 'MB', 'GB', 'TB'].map((unit, at) => [unit, 1000n ** BigInt(at + 1)])),
  ...Object.fromEntries(['KiB', 'MiB', 'GiB', 'TiB'].map((unit, at) => [unit, 1024n ** BigInt(at + 1)])),
};
const DOCUMENTED: Readonly<Record<string, string>> = {
  status: 'active deactivated deleted importing killed pending_delete queued saving unknown uploading',
  visibility: 'community private public shared',
  diskFormat: 'aki ami ari iso ploop qcow2 raw vdi vhd vhdx vmdk',
  containerFormat: 'aki ami ari bare compressed docker ova ovf',
};

/** Judges queries of `GET /v1/images`. */
export class FaultOracle {
  private readonly kinds: ReadonlyMap<string, Kind>;

  constructor(images: readonly ServedImage[], sources: readonly string[]) {
    const held = (field: string): string[] => [
      ...(DOCUMENTED[field]?.split(' ') ?? []),
      ...images.flatMap((image) =>
        Object.entries(image).flatMap(([key, value]) =>
          key === field && typeof value === 'string' ? [value] : [],
        ),
      ),
    ];
    const any = (judge: Judge, most = Infinity): Kind => ({ judge, most, tooMany: 'TOO_MANY_VALUES' });
    const one = (judge: Judge): Kind => ({ judge, most: 1, tooMany: 'REPEATED_PARAMETER' });
    const each = (names: string, kind: Kind): [string, Kind][] =>
      names.split(' ').map((name) => [name, kind]);
    this.kinds = new Map([
      ...each('id', any(matching(/^[A-Za-z0-9_-]{1,128}$/), 100)),
      ...each('property', any(matching(/^[A-Za-z0-9_.-]{1,64}(:[^\0]*)?$/), 10)),
      ...each('name', any(text(256), 50)),
      ...each('tag', any(text(256), 10)),
      ...each('nameContains', one(text(128))),
      ...each('q', one(words)),
      ...Object.keys(DOCUMENTED).map((name): [string, Kind] => [name, any(oneOf(held(name)))]),
      ...each('source', any(oneOf(sources))),
      ...each('osType osDistro osVersion architecture family', any(text(64))),
      ...each('protected', one(matching(/^(true|false)$/))),
      ...each('sizeMin sizeMax fitsDisk fitsRam', one(ranged(bytesOf, (bytes) => bytes <= SAFE * NANO))),
      ...each('createdSince createdBefore updatedSince updatedBefore', one(ranged(nanosOf, inYears))),
      ...each('limit', one(ranged(integer, (value) => value >= 1n && value <= 200n))),
      ...each('offset', one(ranged(integer, (value) => value <= 10_000n))),
      ...each('sort', one(list(256, 3, SORTABLE, /^-/))),
      ...each('fields', one(list(512, Infinity, Object.keys(images[0] ?? {}), /^(?!)/))),
      ...each(
        'cursor',
        one((value) => (text(4_096)(value).length > 0 ? text(4_096)(value) : ['INVALID_CURSOR'])),
      ),
    ]);
  }

  judge(parts: readonly DecodedPart[]): ExpectedFaults {
    const certain = new Set<string>();
    const possible = new Set<string>();
    const values = new Map<string, string[]>();
    for (const [name, value] of parts) {
      const shown = [...name].slice(0, 64).join('');
      if (value === undefined) certain.add(`${shown} INVALID_FORMAT`);
      else if (!this.kinds.has(name)) certain.add(`${shown} UNKNOWN_PARAMETER`);
      else values.set(name, [...(values.get(name) ?? []), value]);
    }
    for (const [name, given] of values) this.judgeValues(name, given, certain, possible);
    for (const fault of conflicts(values, certain)) certain.add(fault);
    for (const fault of possibleConflicts(values)) possible.add(fault);
    return { certain, possible };
  }

  private judgeValues(name: string, given: string[], certain: Set<string>, possible: Set<string>): void {
    const { judge, most, tooMany } = this.kinds.get(name)!;
    if (given.length > most) certain.add(`${name} ${tooMany}`);
    const codes = new Set(given.flatMap(judge));
    const isWrongAnyway = given.length > most || codes.size > 1 || certain.has(`${name} INVALID_FORMAT`);
    for (const code of codes) {
      // which listing a cursor is of is asked when nothing else is wrong with it
      const follows = code === 'INVALID_CURSOR' && isWrongAnyway;
      // a name that is unknown is twice in a list as well
      (follows ? possible : certain).add(`${name} ${code}`);
    }
    if (name === 'sort' || name === 'fields') possible.add(`${name} CONFLICT`);
  }
}

/** The parameters of parts that are all right. */
export function parametersOf(parts: readonly DecodedPart[]): QueryParameters {
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

const NANO = 1_000_000_000n;

function length(value: string): number {
  return [...value].length;
}

function text(max: number): Judge {
  return (value) => {
    if (value.includes('\0')) return ['INVALID_FORMAT'];
    if (length(value) > max) return ['TOO_LONG'];
    return value.trim() === '' ? ['EMPTY_VALUE'] : [];
  };
}

function words(value: string): readonly string[] {
  if (value.includes('\0')) return ['INVALID_FORMAT'];
  return value.trim().split(/\s+/u).length > 8 ? ['TOO_MANY_VALUES'] : text(128)(value);
}

function matching(form: RegExp): Judge {
  return (value) => {
    if (!form.test(value)) return ['INVALID_FORMAT'];
    return length(value) > 256 ? ['TOO_LONG'] : [];
  };
}

function oneOf(known: readonly string[]): Judge {
  return (value) => {
    const [basic] = text(256)(value);
    return basic ? [basic] : known.includes(value) ? [] : ['UNKNOWN_VALUE'];
  };
}

function ranged(read: (value: string) => bigint | undefined, fits: (value: bigint) => boolean): Judge {
  return (value) => {
    const number = read(value);
    if (number === undefined) return ['INVALID_FORMAT'];
    if (!fits(number)) return ['OUT_OF_RANGE'];
    return length(value) > 256 ? ['TOO_LONG'] : [];
  };
}

function list(max: number, most: number, known: readonly string[], prefix: RegExp): Judge {
  return (value) => {
    if (value.includes('\0')) return ['INVALID_FORMAT'];
    const elements = value.split(',');
    const tooMany = elements.length > most ? ['TOO_MANY_VALUES'] : [];
    if (length(value) > max) return tooMany.length > 0 ? tooMany : ['TOO_LONG'];
    const named = elements.filter((element) => element.trim() !== '').map((each) => each.replace(prefix, ''));
    const right = named.filter((name) => known.includes(name));
    return [
      ...tooMany,
      ...(named.length < elements.length ? ['EMPTY_VALUE'] : []),
      ...(right.length < named.length ? ['UNKNOWN_VALUE'] : []),
      ...(new Set(right).size < right.length ? ['CONFLICT'] : []),
    ];
  };
}

function integer(value: string): bigint | undefined {
  return /^[0-9]+$/.test(value) ? BigInt(value) : undefined;
}

/** Exactly, in billionths of a byte, whatever the fraction. */
function bytesOf(value: string): bigint | undefined {
  const [, whole = '', fraction = '', unit = ''] = /^([0-9]+)(?:\.([0-9]+))?([A-Za-z]*)$/.exec(value) ?? [];
  const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (whole === '' || factor === undefined || (unit === '' && fraction !== '')) return undefined;
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * factor * NANO;
  // what is left of a billionth counts as a whole one, so that nothing above a bound seems to be on it
  return scaled / scale + (scaled % scale === 0n ? 0n : 1n);
}

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d)))?$/;

/** Nanoseconds since 1970, a finer rest rounded up. */
function nanosOf(value: string): bigint | undefined {
  const found = MOMENT.exec(value);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const [, , , , , , , fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = found;
  const days = [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30];
  days.push(31, 31, 30, 31, 30, 31);
  if (month < 1 || month > 12 || day < 1 || day > (days[month - 1] ?? 0)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || Number(zoneHour) > 23 || Number(zoneMinute) > 59)
    return undefined;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  const zone = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 60 + Number(zoneMinute));
  const ms = midnight + ((hour * 60 + minute - zone) * 60 + second) * 1_000;
  const rest = /[1-9]/.test(fraction.slice(9)) ? 1n : 0n;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0')) + rest;
}

function inYears(nanos: bigint): boolean {
  const first = BigInt(Date.UTC(1970, 0, 1)) * 1_000_000n;
  return nanos >= first && nanos < BigInt(Date.UTC(2201, 0, 1)) * 1_000_000n;
}

const PAIRS = [
  ['sizeMin', 'sizeMax', bytesOf, (low: bigint, high: bigint) => low > high],
  ['createdSince', 'createdBefore', nanosOf, (low: bigint, high: bigint) => low >= high],
  ['updatedSince', 'updatedBefore', nanosOf, (low: bigint, high: bigint) => low >= high],
] as const;

/** Between parameters that are right by themselves. */
function conflicts(values: ReadonlyMap<string, string[]>, faults: ReadonlySet<string>): string[] {
  const isRight = (name: string): boolean =>
    values.get(name)?.length === 1 && ![...faults].some((fault) => fault.startsWith(`${name} `));
  const found = PAIRS.flatMap(([first, second, read, isWrong]) => {
    if (!isRight(first) || !isRight(second)) return [];
    const [low, high] = [first, second].map((name) => read(values.get(name)?.[0] ?? ''));
    return low !== undefined && high !== undefined && isWrong(low, high) ? [`${second} CONFLICT`] : [];
  });
  return [...found, ...(values.has('cursor') && isRight('offset') ? ['offset CONFLICT'] : [])];
}

/** Where one of the two is wrong, or they differ by less than the millisecond that times of images have. */
function possibleConflicts(values: ReadonlyMap<string, string[]>): string[] {
  const pairs = PAIRS.flatMap(([first, second, read]) => {
    if (!values.has(first) || !values.has(second)) return [];
    const [low, high] = [first, second].map((name) => read(values.get(name)?.[0] ?? ''));
    const isSingle = values.get(first)?.length === 1 && values.get(second)?.length === 1;
    const isClose = low !== undefined && high !== undefined && high > low && high - low < 1_000_000n;
    return isSingle && !isClose ? [] : [`${second} CONFLICT`];
  });
  return [...pairs, ...(values.has('offset') ? ['offset CONFLICT'] : [])];
}
