// Where and when figures were taken: without it they say nothing.
import { cpus } from 'node:os';

import { canPin } from './cores.mjs';

/** One sentence for above a table. */
export function machine() {
  const processors = cpus();
  const cores = canPin ? 'server on core 0, load on core 1' : 'NOT pinned to cores, which says little';
  const today = new Date().toISOString().slice(0, 10);
  return `${today}, Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model}, ${cores}`;
}
