import type { Send, ToPrimary } from './messages.js';

/** Sends to the primary, from a worker; what a primary that is gone would get is dropped. */
export const toPrimary: Send<ToPrimary> = (message) =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, {}, () => resolve());
    else resolve();
  });
