// first, so that signals are heard and errors are told by us from the first moment on
import { signalled } from './lifecycle/signals.js';
import './lifecycle/last-words.js';

import type { ToWorker } from './cluster/messages.js';
import { toPrimary } from './cluster/to-primary.js';
import { serveAsWorker } from './serve-worker.js';

// the program of a worker, which `serve-cluster.ts` starts; it begins with the settings
process.once('message', (message: ToWorker) => {
  if (message.type === 'welcome') void serveAsWorker(message, signalled);
});
void toPrimary({ type: 'hello' });
