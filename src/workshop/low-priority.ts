import { setPriority } from 'node:os';

/** A tenth of the weight of a thread that serves requests, where both want the same core (`sched(7)`, nice 10). */
const NICE = 10;

/**
 * Lets all other threads of the process go first. On Linux alone, where it concerns the calling thread and no
 * other (`setpriority(2)`, "C library/kernel differences"); elsewhere it would concern the whole process.
 */
export function lowerPriorityOfThread(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(NICE);
  } catch {
    // a machine that does not allow it is only less smooth
  }
}
