import type { WorkFailure } from './work-failure.js';
import type { WorkRules } from './work.js';

/** What a thread is started with. */
export interface ThreadOrder extends WorkRules {
  /** Whether all other threads of the process go first. */
  readonly inBackground: boolean;
}

/** What a thread answers to each `Task`, in the order of the tasks. */
export type Reply = { readonly value: unknown } | { readonly failed: WorkFailure };

/** The memory of all arrays of bytes and numbers in a message, which moves with it instead of being copied. */
export function transferablesIn(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(message, found);
  return [...found];
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (!ArrayBuffer.isView(value)) return Object.values(value).forEach((part) => collect(part, found));
  if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
}
