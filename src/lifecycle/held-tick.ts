import { createHook } from 'node:async_hooks';

let held: object | undefined;

/**
 * Holds one of Node's ticks for as long as the process lives, so that a garbage collection does not make all
 * later ones slow.
 *
 * Node makes an object with computed keys for each `process.nextTick`. V8 knows by the hidden class of such
 * objects, which it holds weakly, how to make them fast; when a full collection comes while no tick waits, that
 * class is gone, and all later ticks are made the slow way. A request has several: without this, each took a
 * fifth to a third more CPU from the first full collection on (`docs/performance.md`).
 *
 * @returns the held tick
 */
export function holdTick(): object {
  held ??= anyTick();
  return held;
}

function anyTick(): object {
  let tick: object = {};
  const hook = createHook({
    init: (_id, type, _trigger, resource) => {
      if (type === 'TickObject') tick = resource;
    },
  }).enable();
  process.nextTick(() => undefined);
  hook.disable();
  return tick;
}
