import type { Fault } from './fault.js';
import type { Operation } from './stand-in.types.js';

/** Which fault the next call of each kind meets. */
export class FaultPlan {
  readonly #plans = new Map<Operation, Iterator<Fault, void>>();

  /**
   * Replaces what was planned for that operation.
   *
   * @param faults one for every call, or a list of one per call
   * @param times how often the fault or the list is played; default: one fault for ever, a list once
   */
  set(operation: Operation, faults: Fault | readonly Fault[], times?: number): void {
    const plan = isList(faults) ? replay(faults, times ?? 1) : replay([faults], times ?? Infinity);
    this.#plans.set(operation, plan);
  }

  /** Takes the next fault; undefined means healthy. */
  next(operation: Operation): Fault | undefined {
    return this.#plans.get(operation)?.next().value ?? undefined;
  }

  clear(): void {
    this.#plans.clear();
  }
}

function* replay(faults: readonly Fault[], times: number): Generator<Fault, void> {
  if (faults.length === 0) return;
  for (let round = 0; round < times; round += 1) yield* faults;
}

/** `Array.isArray` does not narrow a readonly list. */
function isList(faults: Fault | readonly Fault[]): faults is readonly Fault[] {
  return Array.isArray(faults);
}
