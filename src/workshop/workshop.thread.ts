import { parentPort, workerData } from 'node:worker_threads';

import { lowerPriorityOfThread } from './low-priority.js';
import { perform, type Task } from './runner.js';
import { transferablesIn, type Reply, type ThreadOrder } from './thread-messages.js';
import { failureOf } from './work-failure.js';
import { Work } from './work.js';

// the program of the thread that `ThreadRunner` starts; both ends of it are our own
const { inBackground, ...rules } = workerData as ThreadOrder;
if (inBackground) lowerPriorityOfThread();
const work = new Work(rules);
parentPort?.on('message', (task: Task) => {
  const reply = replyTo(task);
  parentPort?.postMessage(reply, transferablesIn(reply));
});

function replyTo(task: Task): Reply {
  try {
    return { value: perform(work, task) };
  } catch (error) {
    return { failed: failureOf(error) };
  }
}
