// Loaded into a gateway with --import: tells whoever started it how long its event loop was held up at most.
import { openSync, readSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setInterval } from 'node:timers';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

/** Time of the main thread on a core, in milliseconds: what it waits for the core, others hold up (`sched-stats`). */
const stat = open(`/proc/self/task/${process.pid}/schedstat`);
const text = Buffer.alloc(64);
let last = onCore();
let longest = 0;
setInterval(() => {
  const now = onCore();
  longest = Math.max(longest, now - last);
  last = now;
}, 1).unref();

process.on('message', () => {
  process.send({ maxMs: delay.max / 1e6, ownMs: longest });
  delay.reset();
  longest = 0;
});
process.channel?.unref();

function onCore() {
  if (stat === undefined) return NaN;
  return Number(text.toString('latin1', 0, readSync(stat, text, 0, text.length, 0)).split(' ')[0]) / 1e6;
}

function open(path) {
  try {
    return openSync(path);
  } catch {
    return undefined;
  }
}
