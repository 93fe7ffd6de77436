// Where and when figures were taken: without it they say nothing.
import { cpus } from 'node:os';

/** For above a table: day, version, processors. */
export function machine() {
  const processors = cpus();
  const today = new Date().toISOString().slice(0, 10);
  return `${today}, Node ${process.versions.node}, ${processors.length} × ${processors[0]?.model}`;
}
