// Reads what `node --cpu-prof` writes: shares of busy time by whatever a frame belongs to.

/** What the profiler calls a wait; it is nobody's time. */
const IDLE = '(idle)';

/**
 * The stacks of a profile between two moments, idle ones left out.
 *
 * @param profile a V8 CPU profile
 * @param from in microseconds of the monotonic clock, like the profile's own times
 * @returns for each sample its weight in microseconds and its frames, innermost first
 */
export function readProfile({ nodes, samples, timeDeltas, startTime }, from, to) {
  const stacks = stacksOf(nodes);
  const busy = [];
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    at += timeDeltas[index];
    const stack = stacks.get(id);
    const weight = timeDeltas[index + 1] ?? 0;
    if (at >= from && at < to && stack[0].name !== IDLE) busy.push({ weight, stack });
  }
  return busy;
}

/**
 * Shares of the whole by a name of frames.
 *
 * @param nameOf gets `{ name, file }` of a frame
 * @returns `{ name, self, inclusive }`, both from 0 to 1
 */
export function sharesBy(samples, nameOf) {
  const shares = new Map();
  const share = (name) => {
    if (!shares.has(name)) shares.set(name, { name, self: 0, inclusive: 0 });
    return shares.get(name);
  };
  const whole = samples.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, stack } of samples) {
    const names = stack.map(nameOf);
    share(names[0]).self += weight / whole;
    for (const name of new Set(names)) share(name).inclusive += weight / whole;
  }
  return [...shares.values()];
}

function stacksOf(nodes) {
  const stacks = new Map();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = (node, outer) => {
    const { functionName, url } = node.callFrame;
    const frame = { name: functionName || '(anonymous)', file: place(url, functionName) };
    const stack = functionName === '(root)' ? [] : [frame, ...outer];
    stacks.set(node.id, stack.length > 0 ? stack : [frame]);
    for (const child of node.children ?? []) visit(byId.get(child), stack);
  };
  visit(nodes[0], []);
  return stacks;
}

/** A file of ours, a package, a module of Node, or what the profiler says in brackets. */
function place(url, functionName) {
  const own = /\/dist\/(.+)\.js$/.exec(url);
  const packaged = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url);
  if (packaged) return packaged[1];
  if (own) return `src/${own[1]}.ts`;
  return url || (functionName.startsWith('(') ? functionName : '(native)');
}
