// Starts the peers that run on Node, each in a process of its own.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { start, stop } from './children.mjs';
import { SERVER_CORE } from './cores.mjs';

/**
 * @param program a file of `bench/peers`, which says what `config` it takes
 * @returns `{ url, pid, close }`
 */
export async function startPeer(program, { answer, ...config }) {
  const file = fileURLToPath(new URL(`../peers/${program}.mjs`, import.meta.url));
  const child = start(SERVER_CORE, [process.execPath, file], {
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({
    ...config,
    ...(answer ? { answer: { ...answer, body: answer.body.toString('base64') } } : {}),
  });
  const [{ port }] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, close: () => stop(child) };
}
