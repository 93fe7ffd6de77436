import { declaredParameters, rulesOf, type Passes } from './check.js';

/** The parameters of a query DTO with the rules of each. A map: a caller may ask for `__proto__`. */
export type QueryRules = ReadonlyMap<string, readonly Passes[]>;

const gathered = new WeakMap<object, QueryRules>();

/** The rules of a query DTO, gathered from its decorators at its first query. */
export function queryRules(prototype: object): QueryRules {
  let rules = gathered.get(prototype);
  if (!rules) {
    rules = new Map(declaredParameters(prototype).map((name) => [name, rulesOf(prototype, name)]));
    gathered.set(prototype, rules);
  }
  return rules;
}

/**
 * Whether class-validator would find nothing wrong with the known parameters of a query.
 *
 * It runs the same rules, but only those of the parameters that are there, where class-validator visits every
 * rule of the DTO and keeps books for each: 3 to 4 µs for five parameters instead of 60 or more.
 */
export function passesAll(
  rules: QueryRules,
  given: ReadonlyMap<string, readonly string[]>,
  query: Parameters<Passes>[1],
): boolean {
  for (const [name, values] of given) {
    for (const passes of rules.get(name) ?? []) if (!passes(values, query)) return false;
  }
  return true;
}
