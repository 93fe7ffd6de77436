import { parentPort, workerData } from 'node:worker_threads';

import { lowerPriorityOfThread } from './low-priority.js';
import { perform, type Task } from './runner.js';
import { transferablesIn, type Reply } from './thread-messages.js';
import { failureOf } from './work-failure.js';
import { Work, type WorkRules } from './work.js';

// the program of the thread that `ThreadRunner` starts; both ends of it are our own
lowerPriorityOfThread();
const work = new Work(workerData as WorkRules);
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
