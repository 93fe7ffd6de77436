import type { Chronicle } from './chronicle.js';
import type { Replica } from './replica.js';
import type { SecretWatch } from './secret-watch.js';

/** Asks a replica's management port what a platform and a scraper ask. Never rejects. */
export async function probe(replica: Replica, chronicle: Chronicle, secrets: SecretWatch): Promise<void> {
  if (!replica.isUp) return;
  const sentAt = performance.now();
  for (const path of ['/livez', '/readyz', '/metrics']) {
    const answer = await fetch(`${replica.managementUrl}${path}`, { signal: AbortSignal.timeout(20_000) })
      .then(async (got) => ({ status: got.status, text: await got.text() }))
      .catch((error: unknown) => ({ status: 0, text: String(error) }));
    const endedAt = performance.now();
    secrets.look(answer.text, `${replica.name}: ${path}`);
    const isDisturbed = replica.disturbances.met(sentAt, endedAt).size > 0;
    const mayRefuse = isDisturbed || (path === '/readyz' && replica.mayBeEmpty(sentAt, endedAt));
    if (answer.status !== 200 && !mayRefuse) {
      chronicle.complain(`${path} is ${answer.status}: ${answer.text.slice(0, 200)}`, replica.name);
    }
  }
}
